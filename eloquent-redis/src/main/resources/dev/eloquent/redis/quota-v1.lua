-- Shared quotas, format 1, for Redis 6 or later. A call runs as a whole, between two others.
--
-- ARGV: what to do, and the clock in us since 1970, empty for the server's own; then what the function at the end
-- reads. Claims follow one after another, as many as KEYS, each "e" or "s" (exact, smooth), its pace (the length of a
-- part in us, or the interval in ns) and the most that it ever has.
--
-- A smooth counter is {until_us, until_ns, interval_ns}: permits come back one each interval; at until all of them
-- have, which is in us and, as doubles count to 2^53, the ns that are left of it. An exact counter is {newest, seen_us,
-- total, counts}: counts[1] is for part newest since 1970, counts[2] for the one before, and so on.

local LONGEST_DEBT = 315360000000000000 -- ns: 10 years
local MOST_IN_PART = 2147483647
-- Kept that much longer than it counts, so that a clock that steps forward and back again does not forget.
local LONGER_MS = 10000

local min, max = math.min, math.max

-- Division in Lua rounds to a double first, which may be the next whole number.
local function div(a, b)
    return (a - math.fmod(a, b)) / b
end

local function div_up(a, b)
    local rest = math.fmod(a, b)
    return (a - rest) / b + (rest > 0 and 1 or 0)
end

-- Numbers by tostring() keep 14 digits.
local function digits(n)
    return string.format('%.0f', n)
end

local clock
if ARGV[2] == '' then
    local time = redis.call('TIME')
    clock = time[1] * 1000000 + time[2]
else
    clock = tonumber(ARGV[2])
end

-- From the next argument on, a counter for each key; and now, which is never earlier than one of them has seen.
local function read(first, fields)
    local held, now = {}, clock
    for i, key in ipairs(KEYS) do
        local at = first + (i - 1) * fields
        local c = {
            exact = ARGV[at] == 'e',
            pace = tonumber(ARGV[at + 1]),
            most = tonumber(ARGV[at + 2]),
            dry = ARGV[at + 3] == 'd',
            stored = redis.call('GET', key),
        }
        if c.stored and c.exact then
            c.newest, c.seen, c.total, c.counts = cmsgpack.unpack(c.stored)
            now = max(now, c.seen)
        elseif c.stored then
            c.until_us, c.until_ns, c.interval = cmsgpack.unpack(c.stored)
        end
        held[i] = c
    end
    return held, now
end

-- As it is now by its policy.
local function age(c, now)
    if not c.exact then
        c.ahead = 0
        if c.stored then
            c.ahead = max(0, (c.until_us - now) * 1000 + c.until_ns)
            if c.interval ~= c.pace then
                -- Another quota: permits that are used stay used, not the time that they needed.
                c.ahead = min(LONGEST_DEBT, math.ceil(c.ahead / c.interval * c.pace))
            end
        end
        c.room = c.most - div_up(c.ahead, c.pace)
        return
    end
    if not c.stored then
        c.newest, c.total, c.counts = div(now, c.pace), 0, {}
    end
    -- A sliding window overlaps the part of now and 60 before it; those to come belong to leases.
    local lives = max(0, c.newest - div(now, c.pace) + 61)
    for k = #c.counts, lives + 1, -1 do
        c.total = c.total - c.counts[k]
        c.counts[k] = nil
    end
    c.room = c.most - c.total
end

-- So many permits more, or less, as far as they are there, for that time.
local function count(c, counted_at, more, now)
    if not c.exact then
        c.ahead = min(LONGEST_DEBT, c.ahead + min(more, div(LONGEST_DEBT, c.pace)) * c.pace)
        return
    end
    -- No lease is longer than a window; what claims to be would need counts without end.
    local part = min(div(counted_at, c.pace), div(now, c.pace) + 61)
    if #c.counts == 0 then
        c.newest, c.counts = part, { 0 }
    elseif part > c.newest then
        local shifted = {}
        for k = 1, part - c.newest do
            shifted[k] = 0
        end
        for _, n in ipairs(c.counts) do
            shifted[#shifted + 1] = n
        end
        c.newest, c.counts = part, shifted
    end
    local place = c.newest - part + 1
    for k = #c.counts + 1, place do
        c.counts[k] = 0
    end
    local before = c.counts[place]
    c.counts[place] = max(0, min(MOST_IN_PART, before + more))
    c.total = c.total + c.counts[place] - before
end

local function save(key, c, now)
    local value, until_us
    if c.exact then
        value = cmsgpack.pack(c.newest, now, c.total, c.counts)
        until_us = max(now, (c.newest + 61) * c.pace)
    else
        until_us = now + div(c.ahead, 1000)
        value = cmsgpack.pack(until_us, math.fmod(c.ahead, 1000), c.pace)
    end
    redis.call('SET', key, value, 'PX', digits(div_up(until_us - clock, 1000) + LONGER_MS))
end

-- How long until it is as if never used, and until it has that many permits; -1 for never.
local function waits(c, permits, now)
    local lacking = permits - c.room
    local retry = lacking <= 0 and 0 or -1
    if not c.exact then
        if lacking > 0 and permits <= c.most then
            retry = div_up(c.ahead - (c.most - permits) * c.pace, 1000)
        end
        return div_up(c.ahead, 1000), retry
    end
    if lacking > 0 and permits <= c.most then
        -- The oldest part leaves first.
        for k = #c.counts, 1, -1 do
            lacking = lacking - c.counts[k]
            retry = (c.newest - k + 62) * c.pace - now
            if lacking <= 0 then
                break
            end
        end
    end
    for k, n in ipairs(c.counts) do
        if n > 0 then
            return (c.newest - k + 62) * c.pace - now, retry
        end
    end
    return 0, retry
end

-- ARGV: permits, batch, lease in us; each claim has "d" or "" (dry run) in addition. Returns what is granted and when
-- it is counted; then for each claim whether it was charged, what remains, and how long it waits.
local function take()
    local permits, batch, lease = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
    local held, now = read(6, 4)
    local granted = batch
    for _, c in ipairs(held) do
        age(c, now)
        if not c.dry then
            granted = min(granted, c.room)
        end
    end
    if granted < permits then
        granted = 0
    end
    local reply = { granted, now + lease }
    for i, c in ipairs(held) do
        -- What is denied writes nothing.
        local charged = granted > 0 and c.room >= granted
        local remaining = max(0, c.room - (charged and granted or 0))
        if charged then
            count(c, now + lease, granted, now)
            save(KEYS[i], c, now)
        end
        local reset, retry = waits(c, permits, now)
        for _, n in ipairs({ charged and 1 or 0, remaining, reset, retry }) do
            reply[#reply + 1] = n
        end
    end
    return reply
end

-- ARGV: when it was counted that is corrected, and by how many permits. For what has expired there is nothing to do.
local function settle()
    local counted_at, more = tonumber(ARGV[3]), tonumber(ARGV[4])
    local held, now = read(5, 3)
    for i, c in ipairs(held) do
        age(c, now)
        if c.exact then
            if div(counted_at, c.pace) >= div(now, c.pace) - 60 and (c.stored or more > 0) then
                count(c, counted_at, more, now)
                save(KEYS[i], c, now)
            end
        elseif more > 0 then
            count(c, counted_at, more, now)
            save(KEYS[i], c, now)
        elseif c.stored then
            -- What was taken by then has come back a burst after that at the latest.
            local left = max(0, min(c.ahead, (counted_at - now) * 1000 + c.most * c.pace))
            c.ahead = c.ahead - min(left, min(-more, div(LONGEST_DEBT, c.pace)) * c.pace)
            save(KEYS[i], c, now)
        end
    end
    return {}
end

-- ARGV: this task. Returns how many were alive in the last 15 s; those of the last minute are kept.
local function tasks()
    local key = KEYS[1]
    redis.call('ZADD', key, digits(clock), ARGV[3])
    redis.call('ZREMRANGEBYSCORE', key, '-inf', digits(clock - 60000000))
    redis.call('PEXPIRE', key, 60000)
    return { redis.call('ZCOUNT', key, '(' .. digits(clock - 15000000), '+inf') }
end

return ({ take = take, settle = settle, tasks = tasks })[ARGV[1]]()
