import { openFileKeychain, rotateInWorld } from '../rotation-world.ts';

// node rotate-keys FILE URL STEP: rotates the keys in a keychain that is a file, and is killed at a step such as `before change 2`.

const [, , file = '', url = '', wanted = ''] = process.argv;
const counts = new Map<string, number>();
const onStep = (kind: string) => {
  const count = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, count);
  if (`${kind} ${count}` === wanted) process.kill(process.pid, 'SIGKILL');
};
await rotateInWorld(openFileKeychain(file, onStep), url, onStep);
