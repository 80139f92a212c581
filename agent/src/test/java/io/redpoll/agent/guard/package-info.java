/** What two applications see of keys whose shard goes and comes back: an agent, its cluster and Redis are real. */
package io.redpoll.agent.guard;
