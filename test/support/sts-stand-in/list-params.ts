import type { Params } from './action.ts';

/** One member of a list parameter: its fields by name, or one field without a name. */
export type Member = Readonly<Record<string, string>>;

const MEMBER = /^(?<list>\w+)\.member\.(?<index>[1-9]\d*)(?:\.(?<field>\w+))?$/;

/**
 * The members of a list parameter in their order: `Tags.member.1.Key=a` and `Tags.member.1.Value=b` are the one member
 * `{Key: 'a', Value: 'b'}`. A member that is a plain value has it under an empty name.
 */
export function listParam(params: Params, list: string): Member[] {
  const members: Record<string, string>[] = [];
  for (const [name, value = ''] of Object.entries(params)) {
    const found = MEMBER.exec(name)?.groups;
    if (found?.list !== list) continue;
    const index = Number(found.index) - 1;
    members[index] = { ...members[index], [found.field ?? '']: value };
  }
  return Object.values(members);
}

/** The members of a list parameter of plain values, such as `TransitiveTagKeys`. */
export function valueList(params: Params, list: string): string[] {
  return listParam(params, list).map((member) => member[''] ?? '');
}
