import { FinesseApi, type Sent } from './api';
import { segment } from './address';
import * as requests from './requests';
import { decodeDialogs, decodeSystemInfo, decodeTeam, decodeUser } from './wire';
import type { Dialog, SystemInfo, Team, User } from './wire';

export type { FinesseOptions, Sent } from './api';

/** Who asks for a call, from which extension to which. */
export interface CallOrder {
  /** Login id of the supervisor. */
  user: string;
  /** The extension he is signed in with. */
  from: string;
  /** The agent's extension. */
  to: string;
}

/**
 * The REST API of Finesse in its own words. Every method rejects with a `SupervisionError`. That a verb resolves means it was
 * accepted; what comes of it is told by the notifications.
 */
export class FinesseClient extends FinesseApi {
  async systemInfo(signal?: AbortSignal): Promise<SystemInfo> {
    return decodeSystemInfo(await this.read('/SystemInfo', 'system', undefined, signal));
  }

  /** The signed-in user. @param id login id; many servers take the login name too */
  async me(id: string, signal?: AbortSignal): Promise<User> {
    return decodeUser(await this.read(`/User/${segment(id, 'The user name')}`, 'me', undefined, signal));
  }

  /** @param id login id; many servers take the login name too */
  async user(id: string, signal?: AbortSignal): Promise<User> {
    return decodeUser(await this.read(`/User/${segment(id, 'The agent')}`, 'user', undefined, signal));
  }

  /** With those who are signed out. */
  async team(id: string, signal?: AbortSignal): Promise<Team> {
    const path = `/Team/${segment(id, 'The team')}`;
    return decodeTeam(await this.read(path, 'team', { includeLoggedOutAgents: 'true' }, signal));
  }

  /** The voice calls of a user. */
  async dialogs(user: string, signal?: AbortSignal): Promise<Dialog[]> {
    const root = await this.read(`/User/${segment(user, 'The user')}/Dialogs`, 'dialogs', undefined, signal);
    return decodeDialogs(root);
  }

  async silentMonitor({ user, from, to }: CallOrder, sent: Sent): Promise<void> {
    await this.verb('POST', dialogsOf(user), 'monitor', requests.silentMonitor(from, to), sent);
  }

  /** @param monitor id of the dialog of the silent monitoring, which must be active */
  async bargeCall({ user, from, to }: CallOrder, monitor: string, sent: Sent): Promise<void> {
    const body = requests.bargeCall(from, to, segment(monitor, 'The call'));
    await this.verb('POST', dialogsOf(user), 'barge', body, sent);
  }

  /** Takes one leg off a call: that of the extension. */
  async drop(dialog: string, extension: string, sent: Sent): Promise<void> {
    await this.verb('PUT', `/Dialog/${segment(dialog, 'The call')}`, 'drop', requests.drop(extension), sent);
  }

  /** He keeps his state where he is signed in already. */
  async signIn(user: string, extension: string, sent: Sent): Promise<void> {
    const body = requests.userState('LOGIN', { extension });
    await this.verb('PUT', `/User/${segment(user, 'The user')}`, 'sign-in', body, sent);
  }

  async notReady(user: string, reasonCodeId: string | undefined, sent: Sent): Promise<void> {
    const body = requests.userState('NOT_READY', { reasonCodeId });
    await this.verb('PUT', `/User/${segment(user, 'The user')}`, 'state', body, sent);
  }

  /** Only from `NOT_READY`. */
  async signOut(user: string, sent: Sent): Promise<void> {
    await this.verb('PUT', `/User/${segment(user, 'The user')}`, 'sign-out', requests.userState('LOGOUT'), sent);
  }
}

const dialogsOf = (user: string): string => `/User/${segment(user, 'The user')}/Dialogs`;
