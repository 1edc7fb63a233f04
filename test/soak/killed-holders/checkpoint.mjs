// node checkpoint.mjs SOCKET NAME PID: a command that the swrole with this PID runs while it has the lock. It says
// where that swrole is, prints what it is told, and ends. When whoever listens has gone it ends as well.
//
// Plain JavaScript without imports of the project: it is started very often, and a transpiler would cost more than
// everything else it does.
import { connect } from 'node:net';

const [path, name, pid] = process.argv.slice(2);
const socket = connect(path, () => socket.write(`${name} ${pid}\n`));
socket.on('error', () => process.exit(1));
socket.pipe(process.stdout);
