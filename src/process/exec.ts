/** Runs the command of `swrole exec` instead of this process: with its streams, its terminal and its signals. */

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
