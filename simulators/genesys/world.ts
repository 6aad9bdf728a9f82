import type { Centre } from '../centre/centre';
import type { Faults } from '../faults';
import type { DeviceSettings } from './device-settings';
import type { Ids } from './ids';

/** What every part of the face looks at. */
export interface World {
  readonly centre: Centre;
  readonly faults: Faults;
  readonly ids: Ids;
  readonly settings: DeviceSettings;
  /** Ends in /api/v2, without a slash. Behind a load balancer it is not the address clients connect to. */
  externalUrl(): string;
  /** Tells the owner of a device, by his user name, how it is now. */
  deviceChanged(user: string): void;
}

/** Absolute `uri` and root-relative `path`, as every resource carries them. */
export function address(world: World, path: string, uriPath = path): { uri: string; path: string } {
  return { uri: `${world.externalUrl()}${uriPath}`, path };
}

export const telephonyDown = (world: World): boolean =>
  world.faults.is('voice-down') || world.faults.is('tserver-down');
