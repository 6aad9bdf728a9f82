import { liveLegs, type Call, type CentreEvent, type Leg, type LegChange } from '../centre/model';
import type { Json } from '../json';
import type { Bayeux } from './bayeux';
import { callId, callShape } from './call';
import { deviceShape } from './device';
import type { World } from './world';

interface Message {
  user: string;
  channel: string;
  data: Json;
}

/** Turns what happens in the centre into the notifications of whoever it concerns, and of nobody else. */
export class Notifier {
  private captured: Message[] | undefined;

  constructor(
    private readonly world: World,
    private readonly bayeux: Bayeux,
  ) {}

  handle(event: CentreEvent): void {
    switch (event.type) {
      case 'agent':
        this.device(event.person.user);
        break;
      case 'subscription':
        this.device(event.subscription.supervisor);
        break;
      case 'leg':
        this.leg(event.what, event.call, event.leg, event.by);
        break;
      case 'call':
        if (event.what !== 'started') break;
        this.world.centre.alias(event.call, 'genesys', callId(this.world, event.call));
        break;
      case 'mood':
        break;
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

  /** An operation that was accepted failed later. The shape is not documented; this is the one 8.5 clients parse (inferred). */
  error(user: string, channel: string, errorCode: number, errorMessage: string): void {
    const phoneNumber = this.world.centre.person(user).extension;
    this.send({ user, channel, data: { messageType: 'ErrorMessage', errorCode, errorMessage, phoneNumber } });
  }

  device(user: string): void {
    if (!this.bayeux.listening(user)) return;
    const devices = [deviceShape(this.world, this.world.centre.person(user))];
    this.send({ user, channel: '/v2/me/devices', data: { messageType: 'DeviceStateChangeMessage', devices } });
  }

  private leg(what: LegChange, call: Call, leg: Leg, by: string | undefined): void {
    const takenOver = (what === 'muted' || what === 'unmuted') && by !== undefined && by !== leg.party;
    if (takenOver) {
      this.call(call, by, 'MonitoredUserMutedStateChange');
      return;
    }
    // The caller may be one of us, too: an agent and his supervisor talk to each other.
    if (this.world.centre.people.find(leg.party) !== undefined) this.call(call, leg.party, 'StatusChange', leg);
    const partiesChange = what === 'talking' || what === 'left' || what === 'mode';
    if (!partiesChange || call.endedAt !== undefined) return;
    // To the agent a silent supervisor is a changed flag (inferred); anybody else is a changed list of participants.
    const type = leg.watch !== undefined && leg.watch.mode !== 'barge' ? 'StatusChange' : 'ParticipantsUpdated';
    for (const other of liveLegs(call)) {
      if (other.id !== leg.id && other.role !== 'customer') this.call(call, other.party, type, other);
    }
  }

  private call(call: Call, user: string, notificationType: string, own?: Leg): void {
    if (!this.bayeux.listening(user)) return;
    const leg = own ?? liveLegs(call).find((other) => other.party === user);
    if (leg === undefined) return;
    const person = this.world.centre.person(user);
    this.send({
      user,
      channel: '/v2/me/calls',
      data: {
        messageType: 'CallStateChangeMessage',
        notificationType,
        call: callShape(this.world, call, leg, person),
        phoneNumber: person.extension,
        extensions: { BusinessCall: 1, WrapUpTime: 0 },
      },
    });
  }

  private send(message: Message): void {
    if (this.captured !== undefined) {
      this.captured.push(message);
      return;
    }
    const { faults } = this.world;
    // While the link is down the T-Server tells nothing; what happened meanwhile must be read afterwards (inferred).
    if (faults.is('tserver-down')) return;
    const type = String(message.data.messageType);
    if (faults.take('notify-lost', type) !== undefined) return;
    const deliver = (): void => {
      this.deliver(message);
    };
    if (faults.take('notify-twice', type) !== undefined) this.later(deliver);
    this.later(deliver);
  }

  private later(deliver: () => void): void {
    const late = this.world.faults.number('notify-late');
    if (late > 0) this.world.centre.clock.after(late, deliver);
    else deliver();
  }

  private deliver({ user, channel, data }: Message): void {
    const eventProcessing = {
      nodeProcessingTimeNanos: 1_000_000,
      serverGenerationTimestamp: this.world.centre.clock.now(),
      serverProcessingTimeTotalMs: 1,
    };
    this.bayeux.deliver(user, channel, { ...data, metrics: { eventProcessing } });
  }
}
