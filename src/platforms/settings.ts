import type { PlatformDriver } from '../supervision/driver';

/** How a connection reaches its platform. */
export interface NetworkSettings {
  /** Options of Node's TLS: `ca cert key pfx passphrase servername rejectUnauthorized …`. */
  tls: Record<string, unknown>;
  proxy?: { url: string; username?: string; password?: string; noproxy: string[] };
}

/** What a connection gives its driver: its own properties and credentials as they were typed in, and its network. */
export interface DriverSettings {
  properties: Readonly<Record<string, unknown>>;
  credentials: Readonly<Record<string, string | undefined>>;
  network: NetworkSettings;
}

/** @throws SupervisionError `invalid-input` for settings that cannot work */
export type CreateDriver = (settings: DriverSettings) => PlatformDriver;
