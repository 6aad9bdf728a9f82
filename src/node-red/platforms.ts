import type { CreateDriver } from '../platforms/settings';
import type { Platform } from '../supervision/vocabulary';

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
      return (await import('../platforms/finesse/connect.js')).createFinesseDriver;
  }
}
