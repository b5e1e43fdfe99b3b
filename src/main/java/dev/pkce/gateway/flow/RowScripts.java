package dev.pkce.gateway.flow;

import dev.pkce.gateway.redis.Script;

/**
 * The steps that Redis takes as one. Each touches one key and may be repeated without harm. Those that change a row are
 * told up to when they may: one that reaches Redis later does nothing, as nobody waits for what comes of it any longer.
 */
final class RowScripts {
    /** What a change answers that has been made, now or before. */
    static final int DONE = 1;

    private static final String IN_TIME = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            if now > tonumber(ARGV[1]) then return -now end
            """;

    /** Puts the first row; arguments: up to when, the value, when it goes. */
    static final Script INSERT = new Script("flow-insert", IN_TIME + """
            if redis.call('SET', KEYS[1], ARGV[2], 'NX', 'PXAT', ARGV[3]) then return 1 end
            if redis.call('GETRANGE', KEYS[1], 0, 15) == string.sub(ARGV[2], 1, 16) then return 1 end
            return 0
            """);

    /** Puts a row in the place of another; arguments: up to when, the value, when it goes, the version before. */
    static final Script REPLACE = new Script("flow-replace", IN_TIME + """
            local version = redis.call('GETRANGE', KEYS[1], 0, 15)
            if version == string.sub(ARGV[2], 1, 16) then return 1 end
            if version ~= ARGV[4] then return 0 end
            redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
            return 1
            """);

    /** Takes a row out; arguments: up to when, its version. */
    static final Script REMOVE = new Script("flow-remove", IN_TIME + """
            if redis.call('GETRANGE', KEYS[1], 0, 15) ~= ARGV[2] then return 0 end
            return redis.call('DEL', KEYS[1])
            """);

    /** Answers who has a key, or puts a value there and answers nothing; arguments: the value, when it goes. */
    static final Script CLAIM = new Script("flow-claim", """
            local owner = redis.call('GET', KEYS[1])
            if owner then return owner end
            redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[2])
            return ''
            """);

    /** Takes out what has a certain value; argument: the value. */
    static final Script DISCLAIM = new Script("flow-disclaim", """
            if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
            return 0
            """);

    /**
     * Adds a member to those under way unless they are as many as may be; answers how many there are, 0 for too many.
     * Arguments: the time, how many may be, the member, when it ends, how long it is kept then, how long the set is.
     */
    static final Script ENTER = new Script("flow-enter", """
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1] - ARGV[5])
            local count = redis.call('ZCOUNT', KEYS[1], ARGV[1], '+inf')
            if count >= tonumber(ARGV[2]) then return 0 end
            redis.call('ZADD', KEYS[1], ARGV[4], ARGV[3])
            redis.call('PEXPIRE', KEYS[1], ARGV[6])
            return count + 1
            """);

    /** Adds a member; arguments: the time, the member, when it ends, how long the set is kept at least. */
    static final Script ADD = new Script("flow-index", """
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
            redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
            if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[4]) then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
            return 1
            """);

    /** Takes the member out that ends first, if before a time, and answers it; argument: the time. */
    static final Script POP = new Script("flow-pop", """
            local first = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 1)[1]
            if not first then return '' end
            redis.call('ZREM', KEYS[1], first)
            return first
            """);

    private RowScripts() {}
}
