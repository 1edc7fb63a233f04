import type { STSClient } from '@aws-sdk/client-sts';
import type { StsEndpoint } from '../config/sts-endpoint.ts';

/** The URL that a client calls for this endpoint. The SDK knows the hosts of all partitions. */
export function stsUrl({ config }: STSClient, endpoint: StsEndpoint): URL {
  if (endpoint.url !== undefined) return new URL(endpoint.url);
  const { url } = config.endpointProvider({
    Region: endpoint.region,
    UseDualStack: endpoint.useDualStack,
    UseFIPS: endpoint.useFips,
    UseGlobalEndpoint: endpoint.useGlobal,
  });
  return url;
}
