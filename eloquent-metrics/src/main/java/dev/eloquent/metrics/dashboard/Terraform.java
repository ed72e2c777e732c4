package dev.eloquent.metrics.dashboard;

import dev.eloquent.metrics.dashboard.Alarm.Query;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The alarms, and the dashboard from the file beside it, as HCL. */
final class Terraform {
    private static final int LONGEST_NAME = 255;

    private final Scope scope;
    private final List<Alarm> alarms;
    private final Set<String> taken = new HashSet<>();
    private final Hcl hcl = new Hcl();

    Terraform(Scope scope, List<Alarm> alarms) {
        this.scope = scope;
        this.alarms = alarms;
    }

    String text() {
        hcl.comment("Written by dev.eloquent.metrics.dashboard.Monitoring: change what it is made from, not this file.")
                .comment("Alarms see the metrics of their own region only: apply with a provider for " + scope.region()
                        + ".")
                .blank()
                .open("terraform")
                .open("required_providers")
                .open("aws =")
                .text("source", "hashicorp/aws")
                .text("version", ">= 5.0")
                .close()
                .close()
                .close();
        for (Severity severity : Severity.values()) {
            hcl.blank()
                    .open("variable " + Hcl.quoted(severity.variable()))
                    .text(
                            "description",
                            "ARNs, such as of SNS topics, at most 5, that " + severity + " goes to ("
                                    + severity.meaning() + "): " + severity.reaction() + ".")
                    .set("type", "list(string)");
            if (severity == Severity.P3 || severity == Severity.P4) {
                hcl.set("default", "[]");
            }
            hcl.close();
        }
        hcl.blank()
                .open("resource \"aws_cloudwatch_dashboard\" \"dashboard\"")
                .text("dashboard_name", scope.name().replaceAll("[^A-Za-z0-9_-]", "-"))
                .set("dashboard_body", "file(\"${path.module}/" + MonitoringFiles.DASHBOARD + "\")")
                .close();
        alarms.forEach(this::alarm);
        return hcl.toString();
    }

    private void alarm(Alarm alarm) {
        String id = free(alarm.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_"), "_");
        String name = free(cut(scope.name() + "-" + alarm.name()), "-");
        String actions = "var." + alarm.severity().variable();
        hcl.blank()
                .open("resource \"aws_cloudwatch_metric_alarm\" " + Hcl.quoted(id))
                .text("alarm_name", name)
                .text("alarm_description", alarm.severity() + ": " + alarm.means() + " First: " + alarm.first())
                .set("alarm_actions", actions)
                .set("ok_actions", actions)
                .blank()
                .text("comparison_operator", alarm.comparison().operator())
                .number("threshold", alarm.threshold())
                .number("evaluation_periods", alarm.window().periods())
                .number("datapoints_to_alarm", alarm.window().datapoints())
                .blank()
                .comment(alarm.missing().why())
                .text("treat_missing_data", alarm.missing().value());
        if (alarm.watch().expression().isEmpty()) {
            metric(alarm.watch().queries().get(0), alarm.window().period(), "statistic");
        } else {
            math(alarm);
        }
        hcl.close();
    }

    private void math(Alarm alarm) {
        hcl.blank()
                .open("metric_query")
                .text("id", "watched")
                .text("label", alarm.key())
                .text("expression", alarm.watch().expression())
                .set("return_data", "true")
                .close();
        for (Query query : alarm.watch().queries()) {
            hcl.blank().open("metric_query").text("id", query.id()).blank().open("metric");
            metric(query, alarm.window().period(), "stat");
            hcl.close().close();
        }
    }

    private void metric(Query query, int period, String stat) {
        if (stat.equals("statistic")) {
            hcl.blank();
        }
        hcl.text("namespace", scope.namespace())
                .text("metric_name", query.metric().name())
                .text(stat, query.stat())
                .number("period", period);
        if (!query.metric().dimensions().isEmpty()) {
            hcl.blank().texts("dimensions", query.metric().dimensions());
        }
    }

    private static String cut(String name) {
        return name.length() > LONGEST_NAME - 4 ? name.substring(0, LONGEST_NAME - 4) : name;
    }

    /** Two values of a tag may look alike once their letters are those of an identifier. */
    private String free(String name, String before) {
        String free = name;
        for (int i = 2; !taken.add(free); i++) {
            free = name + before + i;
        }
        return free;
    }
}
