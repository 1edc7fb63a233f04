import { atStep, openFileKeychain, rotateInWorld } from '../rotation-world.ts';

// node rotate-keys FILE URL STEP: rotates the keys in a keychain that is a file, and is killed at a step such as `before change 2`.

const [, , file = '', url = '', wanted = ''] = process.argv;
const onStep = atStep(wanted, () => void process.kill(process.pid, 'SIGKILL'));
await rotateInWorld(openFileKeychain(file, onStep), url, onStep);
