import { SupervisionError } from '../../supervision/errors';
import { sibling, type NodeAddress } from './address';
import { FinesseClient, type FinesseOptions } from './client';
import type { ClusterNode, SystemInfo } from './resources';

/** The nodes of the cluster: those that a person named, and the one that Finesse names. */
export class Nodes {
  private readonly clients = new Map<string, FinesseClient>();
  private addresses: NodeAddress[];

  constructor(
    private readonly named: readonly NodeAddress[],
    private readonly options: Omit<FinesseOptions, 'address'>,
  ) {
    this.addresses = [...named];
  }

  /** The preferred one first, then the others. */
  from(preferred: NodeAddress | undefined): NodeAddress[] {
    if (!preferred) return [...this.addresses];
    return [preferred, ...this.addresses.filter(({ root }) => root !== preferred.root)];
  }

  /** Which of the nodes that were named this is; -1 for one that Finesse named. */
  indexOf({ root }: NodeAddress): number {
    return this.named.findIndex((each) => each.root === root);
  }

  client(address: NodeAddress): FinesseClient {
    const known = this.clients.get(address.root);
    if (known) return known;
    const client = new FinesseClient({ ...this.options, address });
    this.clients.set(address.root, client);
    return client;
  }

  /** Finesse says who else is there. Where a person named both nodes, that holds. */
  learn(address: NodeAddress, info: SystemInfo): void {
    if (this.named.length > 1) return;
    const node = otherNode(address, info);
    const other = node && sibling(address, node.host, node.httpsPort);
    if (other) this.addresses = [...this.named, ...(this.named.some(({ root }) => root === other.root) ? [] : [other])];
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }
}

/** The node that this is, by its domain: a person may have typed another name of it, or its number. */
export function thisNode(
  { host }: NodeAddress,
  { primary, secondary, xmppDomain }: SystemInfo,
): ClusterNode | undefined {
  const nodes = [primary, secondary].filter((node) => node !== undefined);
  const called = (name: string | undefined): ClusterNode | undefined =>
    nodes.find((node) => node.host.toLowerCase() === name?.toLowerCase());
  return called(xmppDomain) ?? called(host);
}

function otherNode(address: NodeAddress, info: SystemInfo): ClusterNode | undefined {
  const own = thisNode(address, info);
  if (!own) return undefined;
  return own === info.primary ? info.secondary : info.primary;
}

/** @throws SupervisionError where the node says that it does not serve */
export function checkService({ status, statusReason }: SystemInfo): void {
  if (status === undefined || status === 'IN_SERVICE') return;
  throw outOfService(statusReason);
}

export function outOfService(reason: string | undefined): SupervisionError {
  const why = reason === undefined ? '' : ` It says: ${reason.slice(0, 100)}`;
  return new SupervisionError('unreachable', `Finesse is out of service: it has lost its telephony.${why}`, {
    platform: 'finesse',
    vendorCode: 'OUT_OF_SERVICE',
    retryable: true,
    arrived: 'no',
  });
}
