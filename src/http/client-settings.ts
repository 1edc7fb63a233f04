/**
 * What every client of an AWS service is made with. Everything is told to the SDK explicitly, so that it reads neither
 * the environment nor the config files a second time by rules of its own.
 */
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ServiceEndpoint } from '../config/endpoints.ts';
import type { Transport } from '../config/transport.ts';

/** The settings of a client that calls this endpoint in this way. */
export function clientSettings(
  endpoint: ServiceEndpoint,
  { maxAttempts, retryMode }: Transport,
  requestHandler: NodeHttpHandler,
) {
  const schemes: string[] = ['sigv4'];
  const regionSet: string[] = [];
  return {
    region: endpoint.region,
    ...(endpoint.url === undefined ? {} : { endpoint: endpoint.url }),
    ignoreConfiguredEndpointUrls: true,
    disableClockSkewCorrection: false,
    maxAttempts,
    retryMode,
    defaultsMode: 'standard' as const,
    useFipsEndpoint: endpoint.useFips,
    useDualstackEndpoint: endpoint.useDualStack,
    authSchemePreference: schemes,
    sigv4aSigningRegionSet: regionSet,
    userAgentAppId: async () => undefined,
    requestHandler,
  };
}
