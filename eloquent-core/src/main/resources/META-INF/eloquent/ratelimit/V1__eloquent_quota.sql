-- Shared quotas, format 1, for PostgreSQL 14 or later. It can be run again. All names end with the format, so that
-- versions of the library with different formats live side by side. Everything is created in the first schema of the
-- search path, and finds itself there whatever the search path of the callers.
--
-- Time is microseconds since 1970 by this server, of smooth counters nanoseconds. Callers give ids in ascending order
-- (collation "C"): rows are locked in that order, so that no two calls wait for each other.

-- One at a time, where several tasks start together.
select pg_advisory_xact_lock(hashtext('eloquent_quota_v1'));

create table if not exists eloquent_quota_v1 (
    id          text collate "C" primary key,
    format      smallint not null default 1,
    -- Smooth: permits come back one each interval_ns; at until_ns all of them have.
    interval_ns bigint,
    until_ns    bigint,
    -- Exact: counts[1] is for part newest since 1970 of part_us each, counts[2] for the one before, and so on; total is
    -- their sum. The newest comes first because an update then changes bytes that are neighbours, and only what lies
    -- between the first and the last changed byte goes into the write-ahead log.
    part_us     bigint,
    seen_us     bigint,
    newest      bigint,
    total       bigint,
    counts      integer[]
) with (
    -- Room on each page for new versions of its rows, which then need no new index entry.
    fillfactor = 70,
    -- Rows come and go: the dead ones are many and soon needed again.
    autovacuum_vacuum_scale_factor = 0.05
);

create table if not exists eloquent_quota_task_v1 (
    task    text collate "C" primary key,
    seen_us bigint not null
) with (fillfactor = 50);

-- The counter, locked if asked for, and made then if there is none.
create or replace function eloquent_quota_row_v1(counter text, lock_it boolean) returns eloquent_quota_v1
    language plpgsql
as $$
declare
    held eloquent_quota_v1;
begin
    if not lock_it then
        select q.* into held from eloquent_quota_v1 q where q.id = counter;
    else
        loop
            select q.* into held from eloquent_quota_v1 q where q.id = counter for no key update;
            exit when found;
            insert into eloquent_quota_v1 (id) values (counter) on conflict do nothing returning * into held;
            -- Not found: another one made it at the same moment, and it can be locked now; or removed it again.
            exit when found;
        end loop;
    end if;
    if held.format <> 1 then
        raise exception 'counter "%" has format %, this function knows format 1 only', counter, held.format
            using errcode = 'EQ001',
                hint = 'Another version of the library wrote it: run the migration of that version, or delete the row.';
    end if;
    return held;
end
$$;

-- The counter as it is now by its policy: pace is the interval in ns, of an exact policy the length of a part in us.
create or replace function eloquent_quota_aged_v1(held eloquent_quota_v1, exact boolean, pace bigint, now_us bigint)
    returns eloquent_quota_v1
    language plpgsql
as $$
declare
    now_ns bigint := now_us * 1000;
    lives integer;
begin
    if not exact then
        if held.interval_ns <> pace and held.until_ns > now_ns then
            -- Another quota: permits that are used stay used, not the time that they needed. 10 years at most.
            held.until_ns := now_ns + least(315360000000000000,
                ceil((held.until_ns - now_ns)::numeric * pace / held.interval_ns));
        end if;
        held.interval_ns := pace;
        held.until_ns := greatest(held.until_ns, now_ns);
        return held;
    end if;
    held.part_us := pace;
    if held.counts is null then
        held.newest := now_us / pace;
        held.total := 0;
        held.counts := '{}';
        return held;
    end if;
    -- A sliding window overlaps the part of now and 60 before it; those to come belong to leases.
    lives := greatest(0, held.newest - now_us / pace + 61);
    if lives < cardinality(held.counts) then
        if lives = 0 then
            held.total := 0;
        else
            for i in lives + 1 .. cardinality(held.counts) loop
                held.total := held.total - held.counts[i];
            end loop;
        end if;
        held.counts := held.counts[1:lives];
    end if;
    return held;
end
$$;

-- The counter with so many permits more, or less, as far as they are there, counted at that time.
create or replace function eloquent_quota_counted_v1(
    held eloquent_quota_v1, exact boolean, counted_at bigint, more bigint, now_us bigint)
    returns eloquent_quota_v1
    language plpgsql
as $$
declare
    part bigint;
    place integer;
    before integer;
begin
    if not exact then
        held.until_ns := least(now_us * 1000 + 315360000000000000,
            held.until_ns + least(more, 315360000000000000 / held.interval_ns) * held.interval_ns);
        return held;
    end if;
    -- No lease is longer than a window; what claims to be would need an array without end.
    part := least(counted_at / held.part_us, now_us / held.part_us + 61);
    if held.counts = '{}' then
        held.newest := part;
        held.counts := array[0];
    elsif part > held.newest then
        held.counts := array_fill(0, array[(part - held.newest)::integer]) || held.counts;
        held.newest := part;
    end if;
    place := held.newest - part + 1;
    if place > cardinality(held.counts) then
        held.counts := held.counts || array_fill(0, array[place - cardinality(held.counts)]);
    end if;
    before := held.counts[place];
    held.counts[place] := greatest(0, least(2147483647, before + more));
    held.total := held.total + held.counts[place] - before;
    held.seen_us := greatest(held.seen_us, now_us);
    return held;
end
$$;

create or replace function eloquent_quota_save_v1(held eloquent_quota_v1, exact boolean) returns void
    language plpgsql
as $$
begin
    if exact then
        update eloquent_quota_v1 q
        set part_us = held.part_us, seen_us = held.seen_us, newest = held.newest, total = held.total, counts = held.counts
        where q.id = held.id;
    else
        update eloquent_quota_v1 q set interval_ns = held.interval_ns, until_ns = held.until_ns where q.id = held.id;
    end if;
end
$$;

-- Takes permits from all counters or from none; a row for each id, in their order. clock is for tests.
create or replace function eloquent_quota_take_v1(
    ids text[], exact boolean[], pace bigint[], most bigint[], dry_run boolean[],
    permits integer, batch integer, lease_us bigint, clock bigint default null)
    returns table (granted integer, counted_at bigint, charged boolean, remaining bigint, reset_us bigint, retry_us bigint)
    language plpgsql
    set search_path from current
as $$
declare
    held eloquent_quota_v1[];
    one eloquent_quota_v1;
    room bigint[];
    now_us bigint;
    tail integer;
    lacking bigint;
begin
    -- First without locks: what is denied then writes nothing, waits for nobody, and needs no flush at its commit. It is
    -- as good a denial, because what was taken meanwhile only adds to it.
    for locked in 0 .. 1 loop
        for i in 1 .. cardinality(ids) loop
            held[i] := eloquent_quota_row_v1(ids[i], locked = 1);
        end loop;
        -- After the locks, or the last to come would be the first to have looked at the clock.
        now_us := coalesce(clock, (extract(epoch from clock_timestamp()) * 1000000)::bigint);
        for i in 1 .. cardinality(ids) loop
            now_us := greatest(now_us, (held[i]).seen_us);
        end loop;
        counted_at := now_us + lease_us;
        granted := batch;
        for i in 1 .. cardinality(ids) loop
            one := eloquent_quota_aged_v1(held[i], exact[i], pace[i], now_us);
            held[i] := one;
            room[i] := case when exact[i] then most[i] - one.total
                else most[i] - (one.until_ns - now_us * 1000 + pace[i] - 1) / pace[i] end;
            if not dry_run[i] and room[i] < granted then
                granted := greatest(0, room[i]);
            end if;
        end loop;
        if granted < permits then
            granted := 0;
            exit;
        end if;
    end loop;

    for i in 1 .. cardinality(ids) loop
        one := held[i];
        remaining := room[i];
        charged := granted > 0 and room[i] >= granted;
        if charged then
            remaining := remaining - granted;
            one := eloquent_quota_counted_v1(one, exact[i], counted_at, granted, now_us);
            perform eloquent_quota_save_v1(one, exact[i]);
        end if;
        remaining := greatest(0, remaining);
        retry_us := case when room[i] >= permits then 0 end;
        if not exact[i] then
            reset_us := (one.until_ns - now_us * 1000 + 999) / 1000;
            if retry_us is null and permits <= most[i] then
                retry_us := (one.until_ns - now_us * 1000 - (most[i] - permits) * pace[i] + 999) / 1000;
            end if;
        else
            tail := cardinality(one.counts);
            if retry_us is null and permits <= most[i] then
                -- The oldest part leaves first.
                lacking := permits - room[i];
                for k in reverse tail .. 1 loop
                    lacking := lacking - one.counts[k];
                    retry_us := (one.newest - k + 62) * pace[i] - now_us;
                    exit when lacking <= 0;
                end loop;
            end if;
            reset_us := 0;
            for k in 1 .. tail loop
                if one.counts[k] > 0 then
                    reset_us := (one.newest - k + 62) * pace[i] - now_us;
                    exit;
                end if;
            end loop;
        end if;
        return next;
    end loop;
end
$$;

-- Several calls, one after another, each with as many counters: what each has to wait for, the flush of the log, they wait
-- for once. Ids ascend over all of them, or two of these would wait for each other. Rows as of the calls alone.
create or replace function eloquent_quota_take_all_v1(
    ids text[], exact boolean[], pace bigint[], most bigint[], dry_run boolean[],
    permits integer[], batch integer[], lease_us bigint, clock bigint default null)
    returns table (granted integer, counted_at bigint, charged boolean, remaining bigint, reset_us bigint, retry_us bigint)
    language plpgsql
    set search_path from current
as $$
declare
    counters integer := cardinality(ids) / cardinality(permits);
    first integer;
    last integer;
begin
    for n in 1 .. cardinality(permits) loop
        last := n * counters;
        first := last - counters + 1;
        return query select t.* from eloquent_quota_take_v1(
            ids[first:last], exact[first:last], pace[first:last], most[first:last], dry_run[first:last],
            permits[n], batch[n], lease_us, clock) t;
    end loop;
end
$$;

-- Counts a correction where the permits were counted that it corrects; for what has expired there is nothing to do.
create or replace function eloquent_quota_settle_v1(
    ids text[], exact boolean[], pace bigint[], most bigint[],
    counted_at bigint, correction bigint, clock bigint default null)
    returns void
    language plpgsql
    set search_path from current
as $$
declare
    held eloquent_quota_v1[];
    one eloquent_quota_v1;
    now_us bigint;
    fewer bigint;
begin
    for i in 1 .. cardinality(ids) loop
        held[i] := eloquent_quota_row_v1(ids[i], true);
    end loop;
    now_us := coalesce(clock, (extract(epoch from clock_timestamp()) * 1000000)::bigint);
    for i in 1 .. cardinality(ids) loop
        one := held[i];
        now_us := greatest(now_us, one.seen_us);
    end loop;
    for i in 1 .. cardinality(ids) loop
        one := eloquent_quota_aged_v1(held[i], exact[i], pace[i], now_us);
        if exact[i] then
            if counted_at / pace[i] >= now_us / pace[i] - 60 then
                one := eloquent_quota_counted_v1(one, true, counted_at, correction, now_us);
            end if;
        elsif correction > 0 then
            one := eloquent_quota_counted_v1(one, false, counted_at, correction, now_us);
        else
            -- What was taken by then has come back a burst after that at the latest.
            fewer := greatest(0, least(one.until_ns, counted_at * 1000 + most[i] * pace[i]) - now_us * 1000);
            one.until_ns := one.until_ns - least(fewer, least(-correction, 315360000000000000 / pace[i]) * pace[i]);
        end if;
        perform eloquent_quota_save_v1(one, exact[i]);
    end loop;
end
$$;

-- Notes that a task is alive, and counts those that were in the last 15 s.
create or replace function eloquent_quota_tasks_v1(this_task text, clock bigint default null) returns bigint
    language plpgsql
    set search_path from current
as $$
declare
    now_us bigint := coalesce(clock, (extract(epoch from clock_timestamp()) * 1000000)::bigint);
begin
    insert into eloquent_quota_task_v1 as t (task, seen_us) values (this_task, now_us)
    on conflict (task) do update set seen_us = excluded.seen_us;
    delete from eloquent_quota_task_v1 t
    where t.task in (
        select o.task from eloquent_quota_task_v1 o where o.seen_us < now_us - 60000000
        for update skip locked);
    return (select count(*) from eloquent_quota_task_v1 t where t.seen_us > now_us - 15000000);
end
$$;

-- Looks at so many counters whose ids come after that one, and removes those that are as if never used. Waits for no lock.
-- Returns the last id that it saw, null if that was the end.
create or replace function eloquent_quota_sweep_v1(after text, looks integer, clock bigint default null) returns text
    language plpgsql
    set search_path from current
as $$
declare
    now_us bigint := coalesce(clock, (extract(epoch from clock_timestamp()) * 1000000)::bigint);
    last_seen text;
    seen integer;
begin
    select max(p.id), count(*) into last_seen, seen
    from (select q.id from eloquent_quota_v1 q where q.id > after order by q.id limit looks) p;
    delete from eloquent_quota_v1 d
    where d.id in (
        select q.id from eloquent_quota_v1 q
        where q.id > after and q.id <= last_seen
            and coalesce(q.until_ns / 1000, (q.newest + 61) * q.part_us, 0) < now_us
            and coalesce(q.seen_us, 0) <= now_us
        for update skip locked);
    return case when seen = looks then last_seen end;
end
$$;
