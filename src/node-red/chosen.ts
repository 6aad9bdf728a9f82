import { platforms, type Platform } from '../supervision/vocabulary';
import type { Connection } from './connection';
import { connectionOf } from './connection-node';
import { invalid } from './failing';
import type { Definition, Red } from './red';

/** The platform select and the four connection properties that every action and event node carries. */
export interface ChoosesConnection extends Definition {
  platform?: string;
  genesys?: string;
  voipnow?: string;
  huawei?: string;
  finesse?: string;
}

/** @throws SupervisionError `invalid-input` when no usable connection is chosen */
export function chosenConnection(red: Red, config: ChoosesConnection): Connection {
  const platform: Platform | undefined = platforms.find((known) => known === config.platform);
  if (!platform) throw invalid(`Choose a platform: one of ${platforms.join(', ')}.`);
  const connection = connectionOf(red, config[platform]);
  if (connection?.platform === platform) return connection;
  throw invalid('Choose a connection: the one chosen does not exist (any more), or is disabled.');
}
