import { longestList, longestNews } from './presence-store.ts';

/*
 * What Redis does with the people of a room, each script as one step that nothing comes between. A room's keys are
 *   leases   sorted set: person:worker → when its lease ends, in milliseconds by Redis' own clock
 *   workers  hash: person → number of workers that hold a lease for it
 *   order    sorted set: person → version of its coming
 *   seats    hash: person → its data as JSON
 *   changes  list: the latest as JSON, the newest first
 *   version  of the latest change
 *   signs    hash: when a worker last gave a sign, and since when such signs have come without a break
 * @see PresenceStore
 */
const parts = ['leases', 'workers', 'order', 'seats', 'changes', 'version', 'signs'] as const;

/** The keys of one room. The braces keep them on one node of a Redis Cluster. */
export const roomKeys = (prefix: string, room: string): string[] =>
  parts.map((part) => `${prefix}:presence:{${room}}:${part}`);

/** ARGV[1] is the channel that hears of changes, ARGV[2] the room. */
const common = `
local leases, workers, order, seats, changes, version, signs = unpack(KEYS)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function write(number) return string.format('%.0f', number) end

local changed = false

local function change()
  local next = math.max(now, (tonumber(redis.call('GET', version)) or 0) + 1)
  redis.call('SET', version, write(next))
  changed = true
  return write(next)
end

-- The last step of each script.
local function tell()
  if changed then redis.call('PUBLISH', ARGV[1], ARGV[2]) end
end

local function note(kind, at, seat)
  redis.call('LPUSH', changes, '{"version":' .. at .. ',"kind":"' .. kind .. '","who":' .. seat .. '}')
  redis.call('LTRIM', changes, 0, ${longestNews - 1})
end

local function leave(lease)
  if redis.call('ZREM', leases, lease) == 0 then return 0 end
  local person = string.match(lease, '^[^:]*')
  if redis.call('HINCRBY', workers, person, -1) > 0 then return 0 end
  local at, seat = change(), redis.call('HGET', seats, person)
  if seat then note('left', at, seat) end
  redis.call('HDEL', workers, person)
  redis.call('HDEL', seats, person)
  redis.call('ZREM', order, person)
  return 1
end
`;

/**
 * ARGV: channel, room, worker, person, seat, milliseconds of the lease, whether the coming is news ('1').
 * Gives the number of people in the room.
 */
export const enterScript = `${common}
local worker, person, seat, lasting, news = unpack(ARGV, 3)
local lease = person .. ':' .. worker
if not redis.call('ZSCORE', leases, lease) and redis.call('HINCRBY', workers, person, 1) == 1 then
  local at = change()
  redis.call('ZADD', order, at, person)
  if news == '1' then note('joined', at, seat) end
end
redis.call('ZADD', leases, now + lasting, lease)
redis.call('HSET', seats, person, seat)
tell()
return redis.call('ZCARD', order)
`;

/** ARGV: channel, room, worker, person. */
export const leaveScript = `${common}
leave(ARGV[4] .. ':' .. ARGV[3])
tell()
`;

/** Gives now, version, count, [seat …], [change …]. */
export const readScript = `${common}
local people = redis.call('ZRANGE', order, 0, ${longestList - 1})
local list = {}
if #people > 0 then list = redis.call('HMGET', seats, unpack(people)) end
return {
  write(now), redis.call('GET', version) or '0', redis.call('ZCARD', order), list, redis.call('LRANGE', changes, 0, -1)
}
`;

/** Leases that one step ends, so that it does not hold Redis up when a machine dies. */
const mostEnded = 1_000;

/** Milliseconds after which Redis forgets a room of a service that is no more. */
const forgetAfter = 86_400_000;

/**
 * ARGV: channel, room, worker, milliseconds of the lease, milliseconds of calm, person …
 * Renews the worker's leases. Ends those that have run out, but only when signs have come for so long without as long a break:
 * when Redis was away, stood still or has had its clock changed, all have run out, and each worker needs a moment to renew its
 * own. Gives version, count, how many people are gone, whether more leases are to be ended (1), and the people who have no lease
 * of this worker.
 */
export const renewScript = `${common}
local worker, lasting, calm = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local missing = {}
for place = 6, #ARGV do
  local lease = ARGV[place] .. ':' .. worker
  if redis.call('ZSCORE', leases, lease) then redis.call('ZADD', leases, now + lasting, lease)
  else table.insert(missing, ARGV[place]) end
end

local last, since = unpack(redis.call('HMGET', signs, 'last', 'since'))
if not last or math.abs(now - last) > calm then since = now end
redis.call('HSET', signs, 'last', write(now), 'since', write(since))

local gone, more = 0, 0
local function sweep(from, to)
  local ended = redis.call('ZRANGEBYSCORE', leases, from, to, 'LIMIT', 0, ${mostEnded})
  for _, lease in ipairs(ended) do gone = gone + leave(lease) end
  if #ended == ${mostEnded} then more = 1 end
end
if now - since > calm then
  sweep('-inf', now)
  -- Nobody has so long a lease: the clock was ahead when it was given, and its worker is no more.
  sweep(write(now + 2 * lasting), '+inf')
end
tell()
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ${forgetAfter}) end
return { redis.call('GET', version) or '0', redis.call('ZCARD', order), gone, more, unpack(missing) }
`;
