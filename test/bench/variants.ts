/** What is measured. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigShape } from './config-text.ts';
import type { Homes, TokenKind } from './homes.ts';
import { runCompletion, runList, runNode, runSwrole } from './run-in-home.ts';

/** One measurement: prepares what is not measured, and gives the milliseconds of what is. */
export type Variant = () => Promise<number>;

/** All that are compared with one another, by name. */
export interface Variants<T = Variant> {
  readonly bare: T;
  readonly cached: T;
  /** The same with 1,000 profiles in the config file. */
  readonly cachedOfMany: T;
  /** What the Tab key offers, of as many. */
  readonly completion: T;
  /** `swrole list` of two profiles. */
  readonly listOfFew: T;
  /** `swrole list` of as many. */
  readonly list: T;
  /** The same of a chain of 500. */
  readonly listOfChain: T;
  /** The session is there, but not the answer that is printed as it is: after an edit of the config file. */
  readonly stored: T;
  readonly coldWithoutMfa: T;
  readonly coldPrintf: T;
  readonly coldNode: T;
}

/** A home with a full cache, and the answer in it. */
async function filledHome(homes: Homes, profiles?: number, shape?: ConfigShape) {
  const home = await homes.open('none', profiles, shape);
  const { stdout } = await runSwrole(home);
  return { home, answer: stdout };
}

type FilledHome = Awaited<ReturnType<typeof filledHome>>;

function bare({ home }: FilledHome): Variant {
  return async () => (await runNode(home)).milliseconds;
}

function cached({ home, answer }: FilledHome): Variant {
  return async () => (await runSwrole(home, answer)).milliseconds;
}

function completion({ home }: FilledHome): Variant {
  return async () => (await runCompletion(home)).milliseconds;
}

function list({ home }: FilledHome): Variant {
  return async () => (await runList(home)).milliseconds;
}

function stored({ home, answer }: FilledHome): Variant {
  return async () => {
    await rm(join(home.cacheDir, 'answers'), { recursive: true });
    return (await runSwrole(home, answer)).milliseconds;
  };
}

function cold(homes: Homes, token: TokenKind): Variant {
  return async () => {
    const home = await homes.open(token);
    const { milliseconds } = await runSwrole(home);
    await home.close();
    return milliseconds;
  };
}

/** Makes them all; those with a cache have filled it. */
export async function makeVariants(homes: Homes): Promise<Variants> {
  const home = await filledHome(homes);
  const many = await filledHome(homes, 1000);
  return {
    bare: bare(home),
    cached: cached(home),
    cachedOfMany: cached(many),
    completion: completion(many),
    listOfFew: list(home),
    list: list(many),
    listOfChain: list(await filledHome(homes, 500, 'chain')),
    stored: stored(await filledHome(homes)),
    coldWithoutMfa: cold(homes, 'none'),
    coldPrintf: cold(homes, 'printf'),
    coldNode: cold(homes, 'node'),
  };
}
