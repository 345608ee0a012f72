package dev.sluice.cli.rooms;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** Every class belongs to one of the rooms, so that the import rules reach all of them. */
final class LiveInARoom extends ArchCondition<JavaClass> {
    private final List<String> rooms;

    LiveInARoom(List<String> rooms) {
        super("live in one of " + rooms);
        this.rooms = List.copyOf(rooms);
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        String owner = type.getPackageName() + ".";
        boolean known = rooms.stream().anyMatch(room -> owner.startsWith("dev.sluice." + room + "."));
        if (!known) {
            events.add(SimpleConditionEvent.violated(type, type.getName() + " is in no room"));
        }
    }
}
