import type { CreateDriver } from '../platforms/settings';
import type { SupervisionError } from '../supervision/errors';
import type { Platform } from '../supervision/vocabulary';
import { invalid } from './failing';

/** The platforms that this version has a driver for. */
export const available: readonly Platform[] = ['genesys', 'voipnow', 'huawei'];

export const notAvailable = (platform: Platform): SupervisionError =>
  invalid(`The platform "${platform}" is not yet available in this version. Choose ${available.join(' or ')}.`);

/**
 * The one place that picks a driver. A platform's code, and the libraries it needs, are loaded when its first connection is made:
 * Node-RED starts no slower for platforms that nobody uses.
 */
export async function driverOf(platform: Platform): Promise<CreateDriver> {
  switch (platform) {
    case 'genesys':
      return (await import('../platforms/genesys/connect.js')).createGenesysDriver;
    case 'voipnow':
      return (await import('../platforms/voipnow/connect.js')).createVoipNowDriver;
    case 'huawei':
      return (await import('../platforms/huawei/connect.js')).createHuaweiDriver;
    case 'finesse':
      throw notAvailable(platform);
  }
}
