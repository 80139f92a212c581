/**
 * What agents tell and ask each other over the event bus: observations for whoever judges, checks for whoever has doubts,
 * and the orders to empty a shard and to sweep it.
 *
 * <p>It owns the address of each agent, {@code redpoll.agent.<name>}, and the JSON of these messages, all with a schema
 * version. Strangers' messages are dropped and counted. It decides nothing: the bridge joins it to the prober and the judge.
 * It runs on the context of the bridge.
 */
package io.redpoll.peer;
