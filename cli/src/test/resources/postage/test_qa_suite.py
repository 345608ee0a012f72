from src.rates import GRAMS_MAX, Zone, price

if __name__ == "__main__":
    for zone in Zone:
        assert price(GRAMS_MAX, zone) == 30 * zone.value
    print(f"qa: the heaviest parcel goes to {len(Zone)} zones")
