package dev.sluice.adapters.store;

import dev.sluice.app.audit.AuditQueries;
import dev.sluice.app.audit.AuditTrail;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * The audit record in the database, as a chain: each entry's hash covers the entry and the hash before it. Safe for many
 * threads.
 */
public final class SqlAudit implements AuditTrail, AuditQueries {
    private static final String BEGINNING = "";
    private static final int PAGE = 1000;

    private final Database database;
    private final InstantSource clock;

    private record Chained(AuditEntry entry, long atNs, String hash) {}

    SqlAudit(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void record(Deed deed) {
        long atNs = Nanos.of(clock.instant());
        database.write(sql -> add(sql, deed, atNs));
    }

    private static int add(Sql sql, Deed deed, long atNs) throws SQLException {
        record Last(long id, String hash) {}
        Last last = sql.first(
                        "select id, hash from audit order by id desc limit 1",
                        row -> new Last(row.number("id"), row.text("hash")))
                .orElse(new Last(0, BEGINNING));
        long id = last.id() + 1;
        return sql.update(
                """
                insert into audit (id, at_ns, actor, action, project, object, detail, href, address, hash)
                values (:id, :at, :actor, :action, :project, :object, :detail, :href, :address, :hash)
                """,
                Param.of("id", id),
                Param.of("at", atNs),
                Param.of("actor", deed.actor()),
                Param.of("action", deed.action()),
                Param.of("project", deed.project()),
                Param.of("object", deed.object()),
                Param.of("detail", deed.detail()),
                Param.of("href", deed.href()),
                Param.of("address", deed.address()),
                Param.of("hash", hash(last.hash(), id, atNs, deed)));
    }

    @Override
    public List<AuditEntry> entries(AuditFilter filter, long before, int limit) {
        return database.read(sql -> sql.list(
                """
                select id, at_ns, actor, action, project, object, detail, href, address, hash from audit
                where id < :before
                  and (:actor = '' or actor = :actor)
                  and (:action = '' or action = :action or action like :action || '.%')
                  and (:project = '' or project = :project)
                order by id desc limit :limit
                """,
                row -> chained(row).entry(),
                Param.of("before", before),
                Param.of("actor", filter.actor()),
                Param.of("action", filter.action()),
                Param.of("project", filter.project()),
                Param.of("limit", limit)));
    }

    @Override
    public OptionalLong firstBroken() {
        Cut cut = cut();
        String previous = cut.hash();
        long expected = cut.last() + 1;
        while (true) {
            List<Chained> page = page(expected);
            for (Chained link : page) {
                AuditEntry entry = link.entry();
                boolean fits = entry.number() == expected
                        && hash(previous, entry.number(), link.atNs(), deed(entry))
                                .equals(link.hash());
                if (!fits) {
                    return OptionalLong.of(expected);
                }
                previous = link.hash();
                expected++;
            }
            if (page.size() < PAGE) {
                return OptionalLong.empty();
            }
        }
    }

    /** Where the old end of the record was cut off; the beginning where it never was. */
    private record Cut(long last, String hash) {}

    private Cut cut() {
        return database.read(sql -> sql.first(
                        "select last, hash from audit_cuts order by last desc limit 1",
                        row -> new Cut(row.number("last"), row.text("hash"))))
                .orElse(new Cut(0, BEGINNING));
    }

    private List<Chained> page(long from) {
        return database.read(sql -> sql.list("""
            select id, at_ns, actor, action, project, object, detail, href, address, hash from audit
            where id >= :from order by id limit :page
            """, SqlAudit::chained, Param.of("from", from), Param.of("page", PAGE)));
    }

    private static Chained chained(Row row) throws SQLException {
        AuditEntry entry = new AuditEntry(
                row.number("id"),
                row.instant("at_ns"),
                row.text("actor"),
                row.text("action"),
                row.text("project"),
                row.text("object"),
                row.text("detail"),
                row.text("href"),
                row.text("address"));
        return new Chained(entry, row.number("at_ns"), row.text("hash"));
    }

    private static Deed deed(AuditEntry entry) {
        return new Deed(
                entry.actor(),
                entry.action(),
                entry.project(),
                entry.object(),
                entry.detail(),
                entry.href(),
                entry.address());
    }

    private static String hash(String previous, long id, long atNs, Deed deed) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<String> parts = List.of(
                    previous,
                    Long.toString(id),
                    Long.toString(atNs),
                    deed.actor(),
                    deed.action(),
                    deed.project(),
                    deed.object(),
                    deed.detail(),
                    deed.href(),
                    deed.address());
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // With its length in front no part can borrow characters of its neighbour.
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
