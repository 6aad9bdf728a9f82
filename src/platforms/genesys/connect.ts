import type { CreateDriver } from '../settings';
import { invalid } from './address';
import { GenesysClient } from './client';
import { Directory } from './directory';
import { GenesysDriver } from './driver';

/** Properties: `url`, `place`, `startSession` (default true), `timeoutSeconds` (default 10). Credentials: `username`, `password`. */
export const createGenesysDriver: CreateDriver = ({ properties, credentials, network, trial }) => {
  const { url, place, startSession, timeoutSeconds } = properties;
  const { username, password } = credentials;
  if (typeof url !== 'string' || url.trim() === '') throw invalid('The connection has no URL.');
  if (!username || !password) throw invalid('The connection has no user name or no password.');
  const seconds = timeoutSeconds === undefined || timeoutSeconds === '' ? 10 : Number(timeoutSeconds);
  if (!(seconds > 0 && seconds <= 300))
    throw invalid('The time limit of the connection must be a number of seconds up to 300.');
  const client = new GenesysClient({ url, credentials: { username, password }, timeoutMs: seconds * 1000, ...network });
  return new GenesysDriver(client, new Directory(client), {
    username,
    ...(typeof place === 'string' && place.trim() !== '' && { place: place.trim() }),
    startSession: startSession !== false && startSession !== 'false',
    trial,
  });
};
