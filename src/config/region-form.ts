/**
 * The form of regions' names, in every partition: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`. There is no list here, which
 * would be out of date with the next region: a name is known by its form, and a slip by being near it.
 */
import { nearestName } from '../util/nearest-name.ts';

const DIRECTIONS = [
  'central',
  'north',
  'south',
  'east',
  'west',
  'northeast',
  'northwest',
  'southeast',
  'southwest',
] as const;

/** What stands before the direction. */
const AREA = '[a-z]{2}(?:-(?:gov|iso[a-z]?))?|[a-z]{4}-[a-z]{2}';

const REGION = new RegExp(`^(?:${AREA})-(?:${DIRECTIONS.join('|')})-[1-9][0-9]?$`);

/** Names that SDKs accept as a region, but that name no place. */
const PSEUDO = /^(?:aws-(?:[a-z-]+-)?)?global$|^fips-|-fips$/;

/** The parts of a name whose dashes, number or zone may be wrong: `useast1`, `us_east_1`, `us-east`, `us-east-1a`. */
const PARTS =
  /^([a-z]{4}-?de|[a-z]{2}-?(?:gov|iso[a-z]?)|[a-z]{2})-?([a-z-]*[a-z])-?(\d{0,2})[a-z]?$/;

/** Whether a text has the form of a region's name. */
export function hasRegionForm(text: string): boolean {
  return REGION.test(text) || PSEUDO.test(text);
}

/** The region that a text without that form was meant to name; `undefined` if it is not near any. */
export function regionMeant(text: string): string | undefined {
  if (hasRegionForm(text)) return undefined;
  const [, area, way, number] = PARTS.exec(text.toLowerCase().replace(/[_ ]/g, '-')) ?? [];
  if (area === undefined || way === undefined) return undefined;
  const direction = nearestName(way.replaceAll('-', ''), DIRECTIONS);
  if (direction === undefined) return undefined;
  const dashed = area.replace(
    /^([a-z]{2})-?(gov|iso[a-z]?)$|^([a-z]{4})-?([a-z]{2})$/,
    '$1$3-$2$4',
  );
  const meant = `${dashed}-${direction}-${Number(number) || 1}`;
  return REGION.test(meant) ? meant : undefined;
}
