/** A port as `EXPOSE` writes it: `8080/tcp`. */
export interface ExposedPort {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

/** The TCP ports that the image exposes, in order. */
export function tcpPorts({ exposedPorts }: { readonly exposedPorts: readonly ExposedPort[] }): readonly number[] {
  return exposedPorts
    .filter(({ protocol }) => protocol === 'tcp')
    .map(({ port }) => port)
    .sort((a, b) => a - b);
}

/** The lowest TCP port that the image exposes: the one that Cloud Foundry uses (dockerapplifecycle sorts them). */
export function lowestTcpPort(facts: { readonly exposedPorts: readonly ExposedPort[] }): number | undefined {
  return tcpPorts(facts)[0];
}
