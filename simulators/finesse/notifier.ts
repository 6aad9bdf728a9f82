import { digest } from '../centre/random';
import type { Dialog } from './book';
import { dialogShape, dialogUri, type Look } from './dialog-shape';
import type { Team, User } from './directory';
import { asEvent, type Failure } from './errors';
import { memberShape, teamShape, teamUri, userShape, userUri } from './people-shape';
import type { Item } from './publisher';
import { isOutOfService, isWebDown, type Side } from './sides';
import { systemInfoShape } from './system-shape';
import { updateText, type Update } from './update';
import { root, type World } from './world';
import { node } from './xml';

interface Message {
  topic: string;
  /** What faults may call it: `Dialogs POST`, `Dialogs`, `POST`. */
  labels: readonly string[];
  text: string;
  id: string;
  /** Told by this node alone. */
  only: Side | undefined;
}

/** Makes notifications, and passes them to the publishers of the nodes, with the faults in between. */
export class Notifier {
  private captured: Message[] | undefined;
  private requestId = '';
  private only: Side | undefined;
  private count = 0;

  constructor(
    private readonly world: World,
    private readonly sides: readonly Side[],
  ) {}

  /** Runs something that a request caused; what it says carries the id of the request. */
  during<T>(requestId: string, action: () => T): T {
    this.requestId = requestId;
    try {
      return action();
    } finally {
      this.requestId = '';
    }
  }

  /** Runs a request; what it causes is kept back until `release`, so that the answer goes first. */
  capture<T>(action: () => T): { result: T; release: () => void } {
    const captured: Message[] = [];
    this.captured = captured;
    try {
      const result = action();
      const release = (): void => {
        for (const message of captured.splice(0)) this.send(message);
      };
      return { result, release };
    } finally {
      this.captured = undefined;
    }
  }

  /** A dialog came into, or went out of, somebody's collection. */
  dialogs(user: User, event: 'POST' | 'DELETE', dialog: Dialog, look: Look = {}): void {
    const topic = `${userUri(user)}/Dialogs`;
    const data = dialogShape(this.world, dialog, look);
    this.tell('Dialogs', topic, { data: node('dialogs', data), event, source: topic });
  }

  dialog(user: User, dialog: Dialog, look: Look = {}): void {
    const name = this.rootName('dialog');
    const data = dialogShape(this.world, dialog, { ...look, name });
    this.tell('Dialog', `${userUri(user)}/Dialogs`, { data, event: 'PUT', source: dialogUri(dialog) });
  }

  user(user: User): void {
    const { world } = this;
    const source = userUri(user);
    this.tell('User', source, { data: userShape(world, user, this.rootName('user')), event: 'PUT', source });
    this.team(user.team, user);
  }

  /** @param uri what the request was about */
  dialogError(user: User, uri: string, failure: Failure): void {
    const data = asEvent(this.world.faults, failure);
    this.tell('Error', `${userUri(user)}/Dialogs`, { data, event: 'PUT', source: uri });
  }

  userError(user: User, failure: Failure): void {
    const source = userUri(user);
    this.tell('Error', source, { data: asEvent(this.world.faults, failure), event: 'PUT', source, small: true });
  }

  /** A node tells its own subscribers about itself, also when it tells nothing else any more. */
  system(side: Side): void {
    const data = systemInfoShape(this.world, this.sides, side, this.rootName('systemInfo'));
    const source = `${root}/SystemInfo`;
    side.publisher.publish(this.item(source, { data, event: 'PUT', source }));
  }

  /** How things stand, told by one node: dialogs that are left, and whose state is another than it was at `since`. */
  recapitulate(side: Side, since: number): void {
    const { directory, book, states } = this.world;
    this.only = side;
    for (const user of directory.list()) {
      const dialogs = book.ofUser(user.person.user);
      if (dialogs.length > 0 || states.since(user) >= since) this.user(user);
      for (const dialog of dialogs) this.dialog(user, dialog);
    }
    this.only = undefined;
  }

  private team(team: Team, user: User): void {
    const topic = `${teamUri(team)}/Users`;
    const whole = this.world.faults.value('finesse-team-shape') === 'team';
    const data = whole
      ? teamShape(this.world, team, false, this.rootName('team'))
      : memberShape(this.world, user, this.rootName('user'));
    const source = whole ? teamUri(team) : userUri(user);
    this.tell('Team', topic, { data, event: 'PUT', source, small: true });
  }

  private rootName(name: string): string {
    if (this.world.faults.value('finesse-root-case') === 'lower') return name;
    return name.charAt(0).toUpperCase() + name.slice(1);
  }

  private item(topic: string, update: Omit<Update, 'requestId'>): Item {
    this.count += 1;
    const hex = digest('finesse-item', this.world.centre.seed, String(this.count)).toString('hex');
    const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
    return { topic, id, text: updateText(this.world.faults, { ...update, requestId: this.requestId }) };
  }

  private tell(kind: string, topic: string, update: Omit<Update, 'requestId'>): void {
    const labels = [`${kind} ${update.event}`, kind, update.event];
    const message = { ...this.item(topic, update), labels, only: this.only };
    if (this.captured === undefined) this.send(message);
    else this.captured.push(message);
  }

  private send(message: Message): void {
    const { faults, centre } = this.world;
    if (faults.take('notify-lost', ...message.labels) !== undefined) return;
    const late = faults.number('notify-late');
    const times = faults.take('notify-twice', ...message.labels) === undefined ? 1 : 2;
    for (let time = 0; time < times; time += 1) {
      if (late === 0) this.pass(message);
      else {
        centre.clock.after(late, () => {
          this.pass(message);
        });
      }
    }
  }

  private pass({ topic, id, text, only }: Message): void {
    const { faults } = this.world;
    for (const side of only === undefined ? this.sides : [only]) {
      if (!isOutOfService(faults, side) && !isWebDown(faults, side)) side.publisher.publish({ topic, id, text });
    }
  }
}
