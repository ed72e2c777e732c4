/**
 * A CloudWatch dashboard and alarms as text, from the meters that a service binds: to be reviewed, committed and applied like
 * code.
 *
 * <p>A short tour. {@link dev.eloquent.metrics.dashboard.Monitoring} is the door and gives {@link
 * dev.eloquent.metrics.dashboard.MonitoringFiles}. {@code Meters} knows which metrics there are; {@code Widgets}, {@code
 * OutageAlarms}, {@code DegradationAlarms} and {@code MinorAlarms} say what is made of them; {@code DashboardBody} and
 * {@code Terraform} write it. What has no meter is not written, and {@link
 * dev.eloquent.metrics.dashboard.MonitoringFiles#leftOut} says so.
 */
@NullMarked
package dev.eloquent.metrics.dashboard;

import org.jspecify.annotations.NullMarked;
