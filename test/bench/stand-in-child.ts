/**
 * The STS stand-in as a process of its own, for as many users as its argument says. Beside the measuring process it
 * takes no part in what that does: spawning, waiting and reading the clock.
 */
import { startStsStandIn } from '../support/sts-stand-in/server.ts';
import { person, roles } from './people.ts';

const users = Array.from({ length: Number(process.argv[2]) }, (_, number) => person(number));
const { url, calls } = await startStsStandIn({ users, roles });

/** A message of any kind is answered with this. */
const report = () => process.send?.({ url, calls: calls.length });

process.on('message', report);
process.on('disconnect', () => process.exit());
// Ctrl-C is for the whole terminal; the benchmark ends us when it has cleaned up.
process.on('SIGINT', () => undefined);
report();
