/** The resources of Genesys Web Services v2 as they are used here. `raw` is what was sent. */

export interface UserState {
  id?: string | undefined;
  displayName?: string | undefined;
  /** `Ready`, `NotReady`, `LoggedOut`, `LoggedIn`, … */
  state?: string | undefined;
}

/** A monitoring subscription on the supervisor's own device. */
export interface Monitoring {
  /** `ListenIn`, `Coach`, `BargeIn`. */
  state: string;
  /** `NextCall`, `AllCalls`. */
  mode?: string | undefined;
  /** `Agent`, `Call`. Missing on servers of 8.5.1. */
  scope?: string | undefined;
  targetDeviceUri?: string | undefined;
  /** The last segment of `targetDeviceUri`: what to compare. Missing on servers of 8.5.1. */
  targetDeviceId?: string | undefined;
}

export interface Device {
  id: string;
  phoneNumber?: string | undefined;
  /** `Active`, `Inactive`. */
  deviceState?: string | undefined;
  userState?: UserState | undefined;
  capabilities: string[];
  channels: string[];
  /** Missing while the device monitors nobody. */
  monitoring?: Monitoring | undefined;
  uri?: string | undefined;
  raw: Record<string, unknown>;
}

export interface Participant {
  phoneNumber?: string | undefined;
  /** What `removeParticipant` wants. */
  digits?: string | undefined;
}

export interface Call {
  id: string;
  callUuid?: string | undefined;
  connId?: string | undefined;
  /** `Ringing`, `Dialing`, `Established`, `Held`, `Released`. */
  state?: string | undefined;
  callType?: string | undefined;
  deviceUri?: string | undefined;
  deviceId?: string | undefined;
  participants: Participant[];
  dnis?: string | undefined;
  ani?: string | undefined;
  capabilities: string[];
  /** Seconds, as Genesys sends it: text. */
  duration?: string | undefined;
  /** `On`, `Off`, of this leg. On a monitoring leg `On` is listening. */
  mute?: string | undefined;
  supervisorListeningIn?: boolean | undefined;
  monitoredUserMuted?: boolean | undefined;
  monitoring?: boolean | undefined;
  userData?: Record<string, unknown> | undefined;
  raw: Record<string, unknown>;
}

export interface User {
  id: string;
  userName?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  employeeId?: string | undefined;
  roles: string[];
  /** undefined where the answer did not carry them. */
  devices?: Device[] | undefined;
  calls?: Call[] | undefined;
  uri?: string | undefined;
  path?: string | undefined;
  raw: Record<string, unknown>;
}

export interface Contact {
  /** For a contact of type `User`: the user's id. */
  id: string;
  name?: string | undefined;
  userName?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  employeeId?: string | undefined;
  phoneNumbers: string[];
  /** What he does on the voice channel, e.g. `Idle`. Missing where the answer does not say. */
  userActivity?: string | undefined;
  /** The number of his voice channel. */
  voicePhoneNumber?: string | undefined;
  userState?: UserState | undefined;
  raw: Record<string, unknown>;
}

export interface Service {
  id?: string | undefined;
  name?: string | undefined;
  type?: string | undefined;
  /** `Active`, `Inactive`. */
  state?: string | undefined;
}

export interface Envelope {
  /** Missing where the body is no Genesys answer. */
  statusCode?: number | undefined;
  statusMessage?: string | undefined;
  /** The whole body; empty where it is no object. */
  body: Record<string, unknown>;
}
