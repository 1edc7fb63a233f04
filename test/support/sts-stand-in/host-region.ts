const REGION = '[a-z]{2,4}(?:-[a-z]+)+-\\d+';
const REGION_NAME = new RegExp(`^${REGION}$`);
const REGIONAL_HOST = new RegExp(`^sts(?:-fips)?\\.(${REGION})\\.`);
/** The global endpoint is one of this region's (contract C.3). */
const GLOBAL_HOST = /^sts\.amazonaws\.com(?::|$)/;

/** Whether a text looks like the name of a region. */
export function isRegionName(text: string): boolean {
  return REGION_NAME.test(text);
}

/** The region that requests to a host of AWS must be signed for; `undefined` for any other host, such as a loopback one. */
export function regionOfHost(host: string): string | undefined {
  return GLOBAL_HOST.test(host) ? 'us-east-1' : REGIONAL_HOST.exec(host)?.[1];
}
