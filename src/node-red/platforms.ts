import type { PlatformDriver } from '../supervision/driver';
import type { Platform } from '../supervision/vocabulary';
import type { NetworkSettings } from './network';
import { invalid } from './failing';

/** What a connection node gives its driver: its own properties and credentials as typed in, and its network. */
export interface DriverSettings {
  properties: Readonly<Record<string, unknown>>;
  credentials: Readonly<Record<string, string | undefined>>;
  network: NetworkSettings;
}

export type CreateDriver = (settings: DriverSettings) => PlatformDriver;

/**
 * The one place that picks a driver. A platform's code, and the libraries it needs, are loaded when its first connection is made:
 * Node-RED starts no slower for platforms that nobody uses.
 */
export async function driverOf(platform: Platform): Promise<CreateDriver> {
  switch (platform) {
    case 'genesys':
      return (await import('../platforms/genesys/connect')).createGenesysDriver;
    case 'voipnow':
    case 'huawei':
    case 'finesse':
      throw invalid(`The platform "${platform}" is not yet available in this version. Choose genesys.`);
  }
}
