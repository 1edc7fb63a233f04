// node checkpoint.mjs SOCKET NAME PID: a command that the swrole with this PID runs while it has the lock. It says
// where that swrole is, prints the text that it gets, and ends. It also ends when the listener has gone.
//
// Plain JavaScript without imports of the project: it is started very often, and a transpiler would cost more than
// everything else it does.
import { connect } from 'node:net';

const [path, name, pid] = process.argv.slice(2);
const socket = connect(path, () => socket.write(`${name} ${pid}\n`));
socket.on('error', () => process.exit(1));
socket.pipe(process.stdout);
