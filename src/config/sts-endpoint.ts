/** Where an STS call goes: a region to sign for and, where one is configured, a URL that replaces the default host. */
export interface StsEndpoint {
  readonly region: string;
  readonly url: string | undefined;
}
