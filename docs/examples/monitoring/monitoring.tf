# Written by dev.eloquent.metrics.dashboard.Monitoring: change what it is made from, not this file.
# Alarms see the metrics of their own region only: apply with a provider for eu-central-1.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "p1_actions" {
  description = "ARNs, such as of SNS topics, at most 5, that P1 goes to (the site is down, or data may be lost): wake somebody."
  type        = list(string)
}

variable "p2_actions" {
  description = "ARNs, such as of SNS topics, at most 5, that P2 goes to (degraded, or a partial outage): somebody looks now, by day and night."
  type        = list(string)
}

variable "p3_actions" {
  description = "ARNs, such as of SNS topics, at most 5, that P3 goes to (errors that are not critical): somebody looks within the working day."
  type        = list(string)
  default     = []
}

variable "p4_actions" {
  description = "ARNs, such as of SNS topics, at most 5, that P4 goes to (minor): somebody looks within the week."
  type        = list(string)
  default     = []
}

resource "aws_cloudwatch_dashboard" "dashboard" {
  dashboard_name = "orders-production"
  dashboard_body = file("${path.module}/dashboard.json")
}

resource "aws_cloudwatch_metric_alarm" "p1_heartbeat_missing" {
  alarm_name        = "orders-production-p1-heartbeat-missing"
  alarm_description = "P1: No task of the service has published a heartbeat. First: Look at the service's tasks in ECS: stopped, restarting, or running without a way to CloudWatch (role, network)?"
  alarm_actions     = var.p1_actions
  ok_actions        = var.p1_actions

  comparison_operator = "LessThanThreshold"
  threshold           = 1
  evaluation_periods  = 3
  datapoints_to_alarm = 3

  # every task beats in every step: no data is no task, or none that can publish
  treat_missing_data = "breaching"

  namespace   = "Shop"
  metric_name = "eloquent.heartbeat"
  statistic   = "Sum"
  period      = 60

  dimensions = {
    "environment" = "production"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p1_unhealthy" {
  alarm_name        = "orders-production-p1-unhealthy"
  alarm_description = "P1: Every task says that it is unhealthy. First: Open /health/checks of a task: it names the check that fails and since when."
  alarm_actions     = var.p1_actions
  ok_actions        = var.p1_actions

  comparison_operator = "LessThanThreshold"
  threshold           = 0.5
  evaluation_periods  = 3
  datapoints_to_alarm = 3

  # if all tasks die while unhealthy, this is to go on ringing
  treat_missing_data = "ignore"

  namespace   = "Shop"
  metric_name = "eloquent.health.status"
  statistic   = "Maximum"
  period      = 60

  dimensions = {
    "environment" = "production"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p1_server_errors" {
  alarm_name        = "orders-production-p1-server-errors"
  alarm_description = "P1: More than 25 % of the responses have a status of 500 or more. First: See on the dashboard whether one route or all fail; if a deployment began just before, roll it back."
  alarm_actions     = var.p1_actions
  ok_actions        = var.p1_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 25
  evaluation_periods  = 5
  datapoints_to_alarm = 3

  # what does not happen is not published: no data is no event
  treat_missing_data = "notBreaching"

  metric_query {
    id          = "watched"
    label       = "server-errors"
    expression  = "IF(SUM([success, redirection, client_error, server_error, informational, unknown]) >= 20, 100 * FILL(server_error, 0) / SUM([success, redirection, client_error, server_error, informational, unknown]), 0)"
    return_data = true
  }

  metric_query {
    id = "success"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "SUCCESS"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "redirection"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "REDIRECTION"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "client_error"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "CLIENT_ERROR"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "server_error"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "SERVER_ERROR"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "informational"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "INFORMATIONAL"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "unknown"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "UNKNOWN"
        "service"     = "orders"
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "p1_shutdown_unclean" {
  alarm_name        = "orders-production-p1-shutdown-unclean"
  alarm_description = "P1: A task did not end cleanly: something failed, was skipped or cut off, and its work may be lost. First: Search the task's log for its shutdown report, which names the step, and check the work of that step for losses."
  alarm_actions     = var.p1_actions
  ok_actions        = var.p1_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  datapoints_to_alarm = 1

  # what does not happen is not published: no data is no event
  treat_missing_data = "notBreaching"

  namespace   = "Shop"
  metric_name = "eloquent.shutdown.unclean"
  statistic   = "Sum"
  period      = 300

  dimensions = {
    "environment" = "production"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p2_server_errors" {
  alarm_name        = "orders-production-p2-server-errors"
  alarm_description = "P2: More than 5 % of the responses have a status of 500 or more. First: Find the route on the dashboard and its traces with errors; look at the dependencies beside it."
  alarm_actions     = var.p2_actions
  ok_actions        = var.p2_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 5
  datapoints_to_alarm = 3

  # what does not happen is not published: no data is no event
  treat_missing_data = "notBreaching"

  metric_query {
    id          = "watched"
    label       = "server-errors"
    expression  = "IF(SUM([success, redirection, client_error, server_error, informational, unknown]) >= 20, 100 * FILL(server_error, 0) / SUM([success, redirection, client_error, server_error, informational, unknown]), 0)"
    return_data = true
  }

  metric_query {
    id = "success"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "SUCCESS"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "redirection"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "REDIRECTION"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "client_error"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "CLIENT_ERROR"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "server_error"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "SERVER_ERROR"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "informational"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "INFORMATIONAL"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "unknown"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "UNKNOWN"
        "service"     = "orders"
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "p2_latency_p99" {
  alarm_name        = "orders-production-p2-latency-p99"
  alarm_description = "P2: One in a hundred successful responses takes longer than 1000 ms. First: Find the slow route on the dashboard, then a slow trace of it: database, dependency, collector or CPU?"
  alarm_actions     = var.p2_actions
  ok_actions        = var.p2_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 1000
  evaluation_periods  = 5
  datapoints_to_alarm = 3

  # what does not happen is not published: no data is no event
  treat_missing_data = "notBreaching"

  metric_query {
    id          = "watched"
    label       = "latency-p99"
    expression  = "IF(requests >= 20, p99, 0)"
    return_data = true
  }

  metric_query {
    id = "p99"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "p99"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "SUCCESS"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "requests"

    metric {
      namespace   = "Shop"
      metric_name = "http.server.responses"
      stat        = "SampleCount"
      period      = 60

      dimensions = {
        "environment" = "production"
        "outcome"     = "SUCCESS"
        "service"     = "orders"
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "p2_tasks_missing" {
  alarm_name        = "orders-production-p2-tasks-missing"
  alarm_description = "P2: Fewer than 2 tasks publish. First: Look at the service's events in ECS: why do tasks stop, or not start?"
  alarm_actions     = var.p2_actions
  ok_actions        = var.p2_actions

  comparison_operator = "LessThanThreshold"
  threshold           = 2
  evaluation_periods  = 10
  datapoints_to_alarm = 8

  # every task beats in every step: no data is no task
  treat_missing_data = "breaching"

  namespace   = "Shop"
  metric_name = "eloquent.heartbeat"
  statistic   = "Sum"
  period      = 60

  dimensions = {
    "environment" = "production"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p2_task_unhealthy" {
  alarm_name        = "orders-production-p2-task-unhealthy"
  alarm_description = "P2: At least one task says that it is unhealthy. First: Find the task by /health of each; if the others are well, stop it and keep its log."
  alarm_actions     = var.p2_actions
  ok_actions        = var.p2_actions

  comparison_operator = "LessThanThreshold"
  threshold           = 0.5
  evaluation_periods  = 5
  datapoints_to_alarm = 5

  # a task publishes this in every step; that there is no task is the heartbeat's to tell
  treat_missing_data = "missing"

  namespace   = "Shop"
  metric_name = "eloquent.health.status"
  statistic   = "Minimum"
  period      = 60

  dimensions = {
    "environment" = "production"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p2_check_unhealthy_database" {
  alarm_name        = "orders-production-p2-check-unhealthy-database"
  alarm_description = "P2: The check database fails in at least one task. First: Open /health/checks of a task for the reason, then the status of the dependency itself."
  alarm_actions     = var.p2_actions
  ok_actions        = var.p2_actions

  comparison_operator = "LessThanThreshold"
  threshold           = 0.5
  evaluation_periods  = 3
  datapoints_to_alarm = 3

  # a task publishes this in every step; that there is no task is the heartbeat's to tell
  treat_missing_data = "missing"

  namespace   = "Shop"
  metric_name = "eloquent.health.check"
  statistic   = "Minimum"
  period      = 60

  dimensions = {
    "check"       = "database"
    "environment" = "production"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p2_check_unhealthy_vector_db" {
  alarm_name        = "orders-production-p2-check-unhealthy-vector_db"
  alarm_description = "P2: The check vector_db fails in at least one task. First: Open /health/checks of a task for the reason, then the status of the dependency itself."
  alarm_actions     = var.p2_actions
  ok_actions        = var.p2_actions

  comparison_operator = "LessThanThreshold"
  threshold           = 0.5
  evaluation_periods  = 3
  datapoints_to_alarm = 3

  # a task publishes this in every step; that there is no task is the heartbeat's to tell
  treat_missing_data = "missing"

  namespace   = "Shop"
  metric_name = "eloquent.health.check"
  statistic   = "Minimum"
  period      = 60

  dimensions = {
    "check"       = "vector_db"
    "environment" = "production"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p2_pool_pending_database" {
  alarm_name        = "orders-production-p2-pool-pending-database"
  alarm_description = "P2: Calls wait for a connection of the pool database. First: Look at how long connections are in use: slow queries first, then a leak, then the size of the pool."
  alarm_actions     = var.p2_actions
  ok_actions        = var.p2_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 5
  datapoints_to_alarm = 3

  # a task publishes this in every step; that there is no task is the heartbeat's to tell
  treat_missing_data = "missing"

  namespace   = "Shop"
  metric_name = "hikaricp.connections.pending"
  statistic   = "Maximum"
  period      = 60

  dimensions = {
    "environment" = "production"
    "pool"        = "database"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p2_pool_timeouts" {
  alarm_name        = "orders-production-p2-pool-timeouts"
  alarm_description = "P2: Calls got no connection in time and failed. First: See whether the database answers; then as for pool-pending."
  alarm_actions     = var.p2_actions
  ok_actions        = var.p2_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 5
  datapoints_to_alarm = 2

  # what does not happen is not published: no data is no event
  treat_missing_data = "notBreaching"

  namespace   = "Shop"
  metric_name = "hikaricp.connections.timeout"
  statistic   = "Sum"
  period      = 60

  dimensions = {
    "environment" = "production"
    "pool"        = "database"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p2_task_memory" {
  alarm_name        = "orders-production-p2-task-memory"
  alarm_description = "P2: A task uses more than 90 % of its memory; past the limit ECS kills it. First: Compare with the JVM's memory on the dashboard; replace the task, then give it more memory or find the leak."
  alarm_actions     = var.p2_actions
  ok_actions        = var.p2_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  evaluation_periods  = 5
  datapoints_to_alarm = 5

  # a task publishes this in every step; that there is no task is the heartbeat's to tell
  treat_missing_data = "missing"

  namespace   = "Shop"
  metric_name = "ecs.task.memory.utilization"
  statistic   = "Maximum"
  period      = 60

  dimensions = {
    "environment" = "production"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p3_ratelimit_fallbacks" {
  alarm_name        = "orders-production-p3-ratelimit-fallbacks"
  alarm_description = "P3: The rate limits' store does not answer: each task limits by itself. First: Look at the store: reachable, slow, out of memory? Requests are still served."
  alarm_actions     = var.p3_actions
  ok_actions        = var.p3_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 3
  datapoints_to_alarm = 2

  # what does not happen is not published: no data is no event
  treat_missing_data = "notBreaching"

  namespace   = "Shop"
  metric_name = "eloquent.ratelimit.fallbacks"
  statistic   = "Sum"
  period      = 300

  dimensions = {
    "environment" = "production"
    "quota"       = "per-client"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p3_secret_stale_orders_database" {
  alarm_name        = "orders-production-p3-secret-stale-orders/database"
  alarm_description = "P3: The secret orders/database could not be read anew; its last value is in use. First: Look for the reason in the log: the role's permissions, or Secrets Manager."
  alarm_actions     = var.p3_actions
  ok_actions        = var.p3_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.5
  evaluation_periods  = 3
  datapoints_to_alarm = 2

  # a task publishes this in every step; that there is no task is the heartbeat's to tell
  treat_missing_data = "missing"

  namespace   = "Shop"
  metric_name = "eloquent.secrets.stale"
  statistic   = "Maximum"
  period      = 300

  dimensions = {
    "environment" = "production"
    "secret"      = "orders/database"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p3_secret_stale_orders_pinecone" {
  alarm_name        = "orders-production-p3-secret-stale-orders/pinecone"
  alarm_description = "P3: The secret orders/pinecone could not be read anew; its last value is in use. First: Look for the reason in the log: the role's permissions, or Secrets Manager."
  alarm_actions     = var.p3_actions
  ok_actions        = var.p3_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.5
  evaluation_periods  = 3
  datapoints_to_alarm = 2

  # a task publishes this in every step; that there is no task is the heartbeat's to tell
  treat_missing_data = "missing"

  namespace   = "Shop"
  metric_name = "eloquent.secrets.stale"
  statistic   = "Maximum"
  period      = 300

  dimensions = {
    "environment" = "production"
    "secret"      = "orders/pinecone"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p3_metrics_dropped" {
  alarm_name        = "orders-production-p3-metrics-dropped"
  alarm_description = "P3: Metrics are lost: graphs and alarms do not see everything. First: The dimension reason says why: buffer_full is an outage or throttling of CloudWatch, refused a fault in data, unread a gauge that hangs, fault an error of the library that is in the log."
  alarm_actions     = var.p3_actions
  ok_actions        = var.p3_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  datapoints_to_alarm = 1

  # what does not happen is not published: no data is no event
  treat_missing_data = "notBreaching"

  metric_query {
    id          = "watched"
    label       = "metrics-dropped"
    expression  = "SUM([m1, m2, m3, m4, m5])"
    return_data = true
  }

  metric_query {
    id = "m1"

    metric {
      namespace   = "Shop"
      metric_name = "eloquent.metrics.dropped"
      stat        = "Sum"
      period      = 300

      dimensions = {
        "environment" = "production"
        "reason"      = "buffer_full"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "m2"

    metric {
      namespace   = "Shop"
      metric_name = "eloquent.metrics.dropped"
      stat        = "Sum"
      period      = 300

      dimensions = {
        "environment" = "production"
        "reason"      = "closed"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "m3"

    metric {
      namespace   = "Shop"
      metric_name = "eloquent.metrics.dropped"
      stat        = "Sum"
      period      = 300

      dimensions = {
        "environment" = "production"
        "reason"      = "fault"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "m4"

    metric {
      namespace   = "Shop"
      metric_name = "eloquent.metrics.dropped"
      stat        = "Sum"
      period      = 300

      dimensions = {
        "environment" = "production"
        "reason"      = "refused"
        "service"     = "orders"
      }
    }
  }

  metric_query {
    id = "m5"

    metric {
      namespace   = "Shop"
      metric_name = "eloquent.metrics.dropped"
      stat        = "Sum"
      period      = 300

      dimensions = {
        "environment" = "production"
        "reason"      = "unread"
        "service"     = "orders"
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "p3_spans_dropped" {
  alarm_name        = "orders-production-p3-spans-dropped"
  alarm_description = "P3: Spans are lost: traces have gaps. First: Look in the log for what X-Ray or the collector answers; then at the ratio of sampling."
  alarm_actions     = var.p3_actions
  ok_actions        = var.p3_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  datapoints_to_alarm = 1

  # what does not happen is not published: no data is no event
  treat_missing_data = "notBreaching"

  namespace   = "Shop"
  metric_name = "eloquent.traces.dropped"
  statistic   = "Sum"
  period      = 300

  dimensions = {
    "environment" = "production"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p4_series_overflow" {
  alarm_name        = "orders-production-p4-series-overflow"
  alarm_description = "P4: The budget of series is spent: new values of tags are counted under 'other'. First: The log names the first meter; give its tags fewer values, or raise seriesBudget and the bill."
  alarm_actions     = var.p4_actions
  ok_actions        = var.p4_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  datapoints_to_alarm = 1

  # what does not happen is not published: no data is no event
  treat_missing_data = "notBreaching"

  namespace   = "Shop"
  metric_name = "eloquent.metrics.overflow"
  statistic   = "Sum"
  period      = 300

  dimensions = {
    "environment" = "production"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p4_cpu_high" {
  alarm_name        = "orders-production-p4-cpu-high"
  alarm_description = "P4: For half an hour the tasks have used more than 70 % of their CPU. First: Compare with the requests: if they grew, add tasks; if not, take a profile."
  alarm_actions     = var.p4_actions
  ok_actions        = var.p4_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 70
  evaluation_periods  = 6
  datapoints_to_alarm = 6

  # a task publishes this in every step; that there is no task is the heartbeat's to tell
  treat_missing_data = "missing"

  namespace   = "Shop"
  metric_name = "ecs.task.cpu.utilization"
  statistic   = "Average"
  period      = 300

  dimensions = {
    "environment" = "production"
    "service"     = "orders"
  }
}

resource "aws_cloudwatch_metric_alarm" "p4_logs_dropped" {
  alarm_name        = "orders-production-p4-logs-dropped"
  alarm_description = "P4: Lines of the log are lost: they were written faster than stdout took them. First: See which logger writes so much, and whether the log driver is slow."
  alarm_actions     = var.p4_actions
  ok_actions        = var.p4_actions

  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  datapoints_to_alarm = 1

  # what does not happen is not published: no data is no event
  treat_missing_data = "notBreaching"

  namespace   = "Shop"
  metric_name = "eloquent.logs.dropped"
  statistic   = "Sum"
  period      = 300

  dimensions = {
    "environment" = "production"
    "reason"      = "buffer_full"
    "service"     = "orders"
  }
}
