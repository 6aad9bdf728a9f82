import type { DriverEvent } from '../../supervision/driver';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import { modeOfState } from './capabilities';
import type { GenesysClient } from './client';
import { deviceEvidence, evidenceOf } from './legs';
import type { Message } from './messages';
import type { Mine } from './mine';
import type { Call, Device } from './resources';

/** Turns the notifications of Genesys into what the desk understands. */
export class Hearing {
  constructor(
    private readonly client: GenesysClient,
    private readonly mine: Mine,
    private readonly supervisor: string,
    /** Ends with the connection. */
    private readonly life: AbortSignal,
    private readonly tell: (event: DriverEvent) => void,
  ) {}

  message(message: Message): void {
    switch (message.type) {
      case 'devices':
        for (const device of message.devices) this.toldDevice(device, message.raw);
        return;
      case 'call':
        this.toldCall(message.call, message.raw);
        return;
      case 'error': {
        const { errorCode, errorMessage } = message;
        // Its codes are not published. Of what is known to be refused late, an agent who has a supervisor already is the one case; a
        // supervisor who is on the call was not refused the agent.
        const isOn = [...this.mine.legs.values()].some(({ state }) => state !== 'Ringing');
        const likely = isOn ? '.' : '; most likely another supervisor is on the agent.';
        const said = errorMessage === undefined ? '' : ` Genesys says: ${errorMessage}`;
        const text = `Genesys took the order and then refused it${likely}${said}`;
        const error = new SupervisionError(isOn ? 'transition-not-allowed' : 'already-supervised', text, {
          platform: 'genesys',
          ...(errorCode !== undefined && { vendorCode: errorCode }),
        });
        if (this.mine.legs.size === 0) this.mine.expecting = false;
        this.tell({ type: 'refused', supervisor: this.supervisor, error });
        return;
      }
      case 'other':
        return;
    }
  }

  private toldDevice(device: Device, raw: unknown): void {
    const before = this.mine.device;
    if (!this.mine.takeDevice(device)) return;
    const { monitoring, userState } = device;
    const { supervisor, mine } = this;
    if (before?.monitoring !== undefined && monitoring === undefined && mine.legs.size === 0) mine.expecting = false;
    if (monitoring !== undefined || before?.monitoring !== undefined) {
      const told = (monitoring ?? before?.monitoring)?.targetDeviceId;
      const agent = told === undefined ? mine.target?.deviceId : mine.named(told);
      const mode = modeOfState(monitoring?.state);
      this.tell({
        type: 'arming',
        on: monitoring !== undefined,
        supervisor,
        ...(agent !== undefined && { agent }),
        ...(mode !== undefined && { mode }),
        evidence: deviceEvidence(device),
        raw,
      });
    }
    const state = userState?.state;
    if (state !== undefined && state !== before?.userState?.state) {
      this.tell({ type: 'call', event: 'agent.state', agent: supervisor, detail: state, raw });
    }
  }

  private toldCall(call: Call, raw: unknown): void {
    if (this.mine.isDoubtful(call)) {
      this.verify(call, raw);
      return;
    }
    this.take(call, raw);
  }

  private take(call: Call, raw: unknown): void {
    const seen = this.mine.takeCall(call);
    if (!seen) return;
    const agent = this.mine.agentOf(call) ?? (seen.state === 'left' ? this.mine.target?.deviceId : undefined);
    const whose = {
      supervisor: this.supervisor,
      ...(agent !== undefined && { agent }),
      leg: call.id,
      call: this.mine.callOf(call),
      raw,
    };
    if (seen.state === 'left') {
      this.tell({ type: 'leg', state: 'left', ...whose, why: seen.why, evidence: evidenceOf(call, undefined) });
      return;
    }
    const mode = seen.state === 'joined' ? this.mine.modeOf(call) : undefined;
    this.tell({
      type: 'leg',
      state: seen.state,
      ...whose,
      ...(mode !== undefined && { mode }),
      evidence: evidenceOf(call, mode),
    });
    if (seen.state === 'ringing' && this.mine.answers) this.answer(call);
  }

  /** The id of a leg is that of the agent's call: a second leg on one call, and a late event of the first, look the same. Ask. */
  private verify(call: Call, raw: unknown): void {
    const { version } = this.mine;
    const ended = call.state === 'Released';
    this.client.calls(this.life).then(
      (calls) => {
        const now = calls.find(({ id }) => id === call.id);
        if (this.mine.version !== version) {
          // Something was told meanwhile. That it stands will be told by that; an end is asked about anew.
          if (ended) this.toldCall(call, raw);
        } else if (ended) {
          if (!now) this.take(call, raw);
        } else if (now) {
          this.mine.proved(now);
          this.take(now, raw);
        }
      },
      () => {
        // Not proved, so not told; the desk asks by itself when its time is over. Nobody would ask about an end.
        if (ended && !this.life.aborted) this.take(call, raw);
      },
    );
  }

  private answer(call: Call): void {
    this.mine.answers = false;
    this.client.answer(call.id, this.life).catch((thrown: unknown) => {
      if (this.life.aborted) return;
      this.tell({
        type: 'notice',
        message: `The supervisor's leg could not be answered: ${asSupervisionError(thrown, 'genesys').message}`,
      });
    });
  }
}
