import type { PlatformDriver } from '../supervision/driver';

/** How a connection reaches its platform. */
export interface NetworkSettings {
  /** Options of Node's TLS: `ca cert key pfx passphrase servername rejectUnauthorized …`. */
  tls: Record<string, unknown>;
  proxy?: { url: string; username?: string; password?: string; noproxy: string[] };
}

/** A request that the platform makes to us. Names in `query` and `body` are unique; of several the last counts. */
export interface CallbackRequest {
  method: string;
  /** Below the address that was opened, begins with `/`, still encoded. */
  path: string;
  query: Readonly<Record<string, string>>;
  /** The fields of a form; empty for anything else. */
  body: Readonly<Record<string, string>>;
  /** Who asks, as an IP address. */
  address: string;
}

/** A place of this connection on the web server of the house, for platforms that call back. */
export interface Callbacks {
  /**
   * @param handler answers with an HTTP status, at once; 404 for whatever is not expected
   * @returns the path of the place, and how to give it up
   */
  open(handler: (request: CallbackRequest) => number): { path: string; close(): void };
}

/** What a connection gives its driver: its own properties and credentials as they were typed in, and its network. */
export interface DriverSettings {
  properties: Readonly<Record<string, unknown>>;
  credentials: Readonly<Record<string, string | undefined>>;
  network: NetworkSettings;
  /** Missing where the house has no web server for others. */
  callbacks?: Callbacks | undefined;
  /**
   * Somebody tries the settings: the driver connects and disconnects, sets nothing else up on the platform, and takes nobody's
   * session. Default false.
   */
  trial?: boolean | undefined;
}

/** @throws SupervisionError `invalid-input` for settings that cannot work */
export type CreateDriver = (settings: DriverSettings) => PlatformDriver;
