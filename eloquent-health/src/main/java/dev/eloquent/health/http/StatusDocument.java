package dev.eloquent.health.http;

import dev.eloquent.health.CheckReport;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthReport;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.ProbeBudget;
import dev.eloquent.health.Prober;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.health.Transition;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The status page of one moment: the verdict first, then what decides it, then how it came about. */
final class StatusDocument {
    private static final int CHANGES = 20;
    /** One shape for each status: tick in a disc, triangle, cross in an octagon, broken ring. */
    private static final String SPRITE = """
            <svg class="sprite" aria-hidden="true"><defs>
            <symbol id="healthy" viewBox="0 0 24 24"><circle cx="12" cy="12" r="11" fill="currentColor"/>\
            <path d="M7 12.5l3.4 3.4L17 9" fill="none" stroke="var(--card)" stroke-width="2.6" \
            stroke-linecap="round" stroke-linejoin="round"/></symbol>
            <symbol id="degraded" viewBox="0 0 24 24"><path d="M12 2.2L23 21.4H1z" fill="currentColor" \
            stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/><path d="M12 9v6M12 18.2v.1" fill="none" \
            stroke="var(--card)" stroke-width="2.6" stroke-linecap="round"/></symbol>
            <symbol id="unhealthy" viewBox="0 0 24 24"><path d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z" \
            fill="currentColor"/><path d="M8.4 8.4l7.2 7.2M15.6 8.4l-7.2 7.2" fill="none" stroke="var(--card)" \
            stroke-width="2.6" stroke-linecap="round"/></symbol>
            <symbol id="unknown" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9.8" fill="none" stroke="currentColor" \
            stroke-width="2.6" stroke-dasharray="5 3.8"/><circle cx="12" cy="12" r="2.4" fill="currentColor"/></symbol>
            </defs></svg>
            """;

    private final HealthChecks health;
    private final HealthReport root;
    private final boolean details;
    private final Html html;

    StatusDocument(HealthChecks health, HealthReport root, boolean details) {
        this.health = health;
        this.root = root;
        this.details = details;
        this.html = new Html(root.timestamp());
    }

    byte[] write(String style) {
        List<HealthReport> groups = health.groups().stream()
                .flatMap(name -> health.report(name).stream())
                .toList();
        String state = root.status().wireName();
        html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
                .raw(Html.word(root.status()))
                .raw(" \u00b7 ")
                .text(health.service())
                .raw("</title>\n<style>")
                .raw(style)
                .raw("</style>\n</head>\n<body>\n")
                .raw(SPRITE)
                .raw("<div class=\"band " + state + "\">\n");
        verdict();
        html.raw("<main>\n");
        notices(groups);
        checks();
        groups(groups);
        changes();
        html.raw("</main>\n<footer><p>Times are UTC. This page renews itself every 10 seconds and always answers 200;"
                + " probers ask the groups.</p></footer>\n</div>\n</body>\n</html>\n");
        return html.bytes();
    }

    private void verdict() {
        html.raw("<header>\n<p class=\"service\"><b>")
                .text(health.service())
                .raw("</b> <span>")
                .text(root.version())
                .raw("</span> <span>")
                .time("at ", root.timestamp(), " UTC")
                .raw("</span></p>\n<h1>")
                .shape(root.status())
                .raw(Html.word(root.status()))
                .raw("</h1>\n<p class=\"lead\">");
        List<CheckReport> unwell = root.checks().stream()
                .filter(check -> check.status() != HealthStatus.HEALTHY)
                .toList();
        int all = root.checks().size();
        if (root.reason().isPresent()) {
            html.raw("The process itself decides, not its checks.");
        } else if (all == 0) {
            html.raw("There are no checks; the process itself is well.");
        } else if (unwell.isEmpty()) {
            html.raw(all == 1 ? "The one check is well." : "All " + all + " checks are well.");
        } else {
            html.raw(unwell.size() + " of " + all + (all == 1 ? " check" : " checks") + " not well: ")
                    .text(unwell.stream().map(CheckReport::name).collect(Collectors.joining(", ")))
                    .raw(root.status() == HealthStatus.DEGRADED ? ". The service goes on." : ".");
        }
        html.raw("</p>\n</header>\n");
    }

    /** Where the process itself overrules the checks, above everything else. */
    private void notices(List<HealthReport> groups) {
        Map<ReasonCode, List<HealthReport>> reasons = groups.stream()
                .filter(group -> group.reason().isPresent())
                .collect(Collectors.groupingBy(
                        group -> group.reason().orElseThrow(), LinkedHashMap::new, Collectors.toList()));
        reasons.forEach((reason, decided) -> {
            HealthStatus status = decided.get(0).status();
            String names = decided.stream().map(HealthReport::group).collect(Collectors.joining(", "));
            html.raw("<section class=\"notice " + status.wireName() + "\">")
                    .shape(status)
                    .raw("<div><h2><code>")
                    .text(reason.value())
                    .raw("</code></h2><p>")
                    .raw(meaning(reason))
                    .raw(" Groups that fail for it: ")
                    .text(names)
                    .raw(".</p></div></section>\n");
        });
    }

    private static String meaning(ReasonCode reason) {
        return switch (reason.value()) {
            case "draining" -> "This task is shutting down, for good.";
            case "stale" -> "The scheduler of the checks does not run; what stands below is old.";
            case "closed" -> "The checks have been ended; what stands below is old.";
            case "out_of_memory" -> "The heap is full even after collections. The task should be replaced.";
            case "out_of_threads" -> "No thread can be started any more. The task should be replaced.";
            case "timed_out" -> "Even a look at the JVM itself does not come back. The task should be replaced.";
            default -> "The process itself is not well.";
        };
    }

    private void checks() {
        if (root.checks().isEmpty()) {
            return;
        }
        html.table("Checks", "check", "state", "reason", "since", "last run", "in a row");
        root.checks().stream()
                .sorted(Comparator.comparing(CheckReport::status).reversed())
                .forEach(this::check);
        html.endTable();
    }

    private void check(CheckReport check) {
        boolean well = check.status() == HealthStatus.HEALTHY;
        html.row(check.name())
                .cell("", "", () -> html.pill(check.status()))
                .cell(
                        "reason",
                        "whole",
                        () -> html.code(well ? "" : check.reason().value()))
                .cell("since", "", () -> html.age(check.since()).time(" ", check.since(), ""));
        Optional<CheckReport.LastRun> last = check.lastRun();
        if (last.isPresent()) {
            html.cell("last run", "", () -> lastRun(check, last.get()))
                    .cell(
                            "in a row",
                            "",
                            () -> html.raw(String.valueOf(last.get().inARow())));
        } else {
            html.cell("last run", "", () -> html.raw("none yet")).cell("in a row", "", () -> {});
        }
        html.endRow();
        if (details && last.isPresent() && !last.get().details().isEmpty()) {
            details(last.get().details());
        }
    }

    /** What the run saw is said where it is not what the thresholds have made of it. */
    private void lastRun(CheckReport check, CheckReport.LastRun last) {
        html.raw(Html.exact(last.took()));
        if (last.observed() != check.status()) {
            html.raw(", ").raw(last.observed().wireName());
        }
        html.raw(" <span class=\"quiet small\">").age(last.at()).raw(" ago</span>");
    }

    private void details(Map<String, String> facts) {
        html.raw("<tr role=\"row\" class=\"details\"><td role=\"cell\" class=\"whole\" colspan=\"6\"><dl>");
        facts.forEach((key, value) ->
                html.raw("<dt>").text(key).raw("</dt><dd>").code(value).raw("</dd>"));
        html.raw("</dl></td></tr>\n");
    }

    private void groups(List<HealthReport> groups) {
        html.table("Groups", "group", "state", "answers", "read by", "fault shows in", "its end in");
        for (HealthReport group : groups) {
            html.row(group.group())
                    .cell("", "", () -> html.pill(group.status()))
                    .cell("answers", "", () -> html.raw("HTTP " + group.httpStatus()))
                    .cell(
                            "read by",
                            "wide",
                            () -> html.raw(health.prober(group.group())
                                    .map(StatusDocument::who)
                                    .orElse("people")))
                    .cell("fault shows in", "", () -> bound(group.group(), ProbeBudget::detection))
                    .cell("its end in", "", () -> bound(group.group(), ProbeBudget::recovery))
                    .endRow();
        }
        html.endTable();
    }

    private void bound(String group, Function<ProbeBudget, Duration> what) {
        slowest(group, what).ifPresent(time -> html.raw(Html.atMost(time)));
    }

    private Optional<Duration> slowest(String group, Function<ProbeBudget, Duration> what) {
        return health.budgets().stream()
                .filter(budget -> budget.group().equals(group))
                .map(what)
                .max(Comparator.naturalOrder());
    }

    private static String who(Prober prober) {
        if (prober instanceof Prober.Alb alb) {
            return "ALB, every " + Html.exact(alb.interval()) + " \u00d7 " + alb.unhealthyThreshold();
        }
        if (prober instanceof Prober.EcsContainer ecs) {
            return "ECS, every " + Html.exact(ecs.interval()) + " \u00d7 " + ecs.retries();
        }
        return "people";
    }

    private void changes() {
        List<Transition> all = health.transitions();
        if (all.isEmpty()) {
            html.raw("<section><h2>Last changes</h2><p class=\"quiet\">None since the start.</p></section>\n");
            return;
        }
        html.table("Last changes", "check", "became", "was", "reason", "when");
        for (int i = all.size() - 1; i >= Math.max(0, all.size() - CHANGES); i--) {
            Transition change = all.get(i);
            html.row(change.name())
                    .cell("", "", () -> html.pill(change.to()))
                    .cell("was", "", () -> html.raw(change.from().wireName()))
                    .cell("reason", "wide", () -> html.code(change.reason().value()))
                    .cell(
                            "when",
                            "whole",
                            () -> html.age(change.at()).raw(" ago").time(" ", change.at(), ""))
                    .endRow();
        }
        html.endTable();
    }
}
