/** Counts which branches of the program run: each marks a byte of its own when it is entered. */
import { readFileSync } from 'node:fs';
import { build, type Loader, transformSync } from 'esbuild';
import { parseAst } from 'vite';

/** What is used of a syntax tree (ESTree). */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [child: string]: unknown;
}

/** The global variable with the bytes. */
export const REACHED = '__swroleReached';

/** Of all branches of the program and of the packages that read texts for it. */
export const MOST_BRANCHES = 1 << 17;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** The parts of a node that run only at times: statements in braces or without, and expressions. */
function branchesOf(node: Node): readonly unknown[] {
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return [node.consequent, node.alternate];
    case 'LogicalExpression':
      return [node.right];
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'WhileStatement':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return [node.body];
    case 'CatchClause':
      return [node.body];
    default:
      return [];
  }
}

/** The code of a module, with a mark in each branch. @param first the first byte of its own */
export function instrumented(code: string, first: number): { code: string; branches: number } {
  const added: [at: number, text: string][] = [];
  let branches = 0;
  const mark = () => {
    branches += 1;
    return `globalThis.${REACHED}[${first + branches - 1}]=1`;
  };
  const markBranch = ({ type, start, end, body }: Node) => {
    const [directive] = Array.isArray(body) ? (body as Node[]) : [];
    if (type === 'BlockStatement')
      added.push([directive?.directive === undefined ? start + 1 : directive.end, `${mark()};`]);
    else if (/Statement$/.test(type)) added.push([start, `{${mark()};`], [end, '}']);
    else added.push([start, `(${mark()},`], [end, ')']);
  };
  const visit = (node: Node) => {
    for (const branch of branchesOf(node)) if (isNode(branch)) markBranch(branch);
    if (node.type === 'SwitchCase' && Array.isArray(node.consequent) && node.consequent.length > 0)
      added.push([(node.consequent[0] as Node).start, `${mark()};`]);
    for (const child of Object.values(node))
      for (const each of Array.isArray(child) ? child : [child]) if (isNode(each)) visit(each);
  };
  visit(parseAst(code) as unknown as Node);
  // At one place the outer part opens first; of two that close at the same place, the order does not matter.
  const parts = added.map((part, order) => ({ part, order }));
  parts.sort((one, other) => one.part[0] - other.part[0] || one.order - other.order);
  let result = '';
  let from = 0;
  for (const { part } of parts) {
    result += code.slice(from, part[0]) + part[1];
    from = part[0];
  }
  return { code: result + code.slice(from), branches };
}

/** What is marked: the program, and the parts of packages that read what others wrote. */
const MARKED = /\/src\/.*\.ts$|\/node_modules\/(?:@aws-sdk|@smithy|commander)\/.*\.js$/;

/** Bundles a program with marks in its branches. */
export async function bundleInstrumented(entry: string, outfile: string): Promise<number> {
  let branches = 0;
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: `globalThis.${REACHED}=new Uint8Array(${MOST_BRANCHES});import{createRequire as swroleRequire}from'node:module';const require=swroleRequire(import.meta.url);`,
    },
    // These load files beside them.
    external: [
      'esbuild',
      'vite',
      'fast-check',
      'fs-native-extensions',
      '@napi-rs/keyring',
      'vitest',
    ],
    plugins: [
      {
        name: 'instrument',
        setup({ onLoad }) {
          onLoad({ filter: MARKED }, ({ path }) => {
            const loader: Loader = path.endsWith('.ts') ? 'ts' : 'js';
            const { code } = transformSync(readFileSync(path, 'utf8'), {
              loader,
              target: 'node20',
            });
            const marked = instrumented(code, branches);
            branches += marked.branches;
            return { contents: marked.code, loader: 'js' };
          });
        },
      },
    ],
  });
  return branches;
}
