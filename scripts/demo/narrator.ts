import type { Happening } from '../../simulators/alerts';
import type { Supervision } from '../../src/supervision/vocabulary';
import type { Told } from './feed';

type Print = (line: string) => void;

export const step = (name: string, text: string): string => `  ${name.padEnd(10)} ${text}`;

/** A call as a picture: who is on it, and whom he hears. */
export function picture(name: string, call: Happening): string[] {
  const legs = call.legs.filter(({ state }) => state !== 'left');
  const who = legs.map(({ party, role, mode }) => `${party} (${mode ? `${role}, ${mode}` : role})`);
  const width = Math.max(0, ...who.map(({ length }) => length));
  return legs.map(({ party }, index) => {
    const heard = call.hears[party] ?? [];
    const text = `${(who[index] ?? '').padEnd(width)}  hears ${heard.length > 0 ? heard.join(' and ') : 'nobody'}`;
    return step(index === 0 ? name : '', text);
  });
}

/** In which the supervisor is on the call, if he is. */
const modeOn = ({ legs }: Happening): string | undefined =>
  legs.find(({ role, state }) => role === 'supervisor' && state === 'talking')?.mode;

const since = ({ requestedAt }: Supervision, at: string | undefined): string =>
  at === undefined ? '' : `+${Date.parse(at) - Date.parse(requestedAt)} ms`;

/** Tells in the terminal what the flow tells, one line a step. */
export class Narrator {
  private call: Happening | undefined;
  /** There is contact with the platform. What fails before tells only that its simulation is still starting. */
  private contact = false;
  /** A picture that waits for the call to look so: with the supervisor talking in this mode, or without him. */
  private due: { name: string; mode: string | undefined } | undefined;
  private readonly seen = new Set<string>();
  private readonly taken = new Set<string>();

  constructor(private readonly print: Print) {}

  /** A new story, on a platform that contact has to be made with. */
  begin(): void {
    this.contact = false;
    this.call = undefined;
    this.due = undefined;
  }

  hear({ call, event, answer, fault }: Told): void {
    if (call) this.draw(call);
    if (event?.type === 'connection.up') this.contact = true;
    if (fault && this.contact)
      this.print(step('fault', `${fault.message}${fault.code === undefined ? '' : ` (${fault.code})`}`));
    const supervision = event?.supervision ?? answer;
    if (supervision) this.introduce(supervision);
    if (supervision?.acceptedAt !== undefined) this.accepted(supervision, supervision.acceptedAt);
    if (answer?.error) this.print(step('refused', `${answer.error.message} (${answer.error.code})`));
    if (event?.supervision) this.happened(event.type, event.supervision);
  }

  private introduce({ id, mode, agent, reason }: Supervision): void {
    if (this.seen.has(id)) return;
    this.seen.add(id);
    this.print(step('requested', `${mode} on the call of agent ${agent}${reason === undefined ? '' : `: ${reason}`}`));
  }

  /** What happens on the call may be told before the request is answered; then no event says this. */
  private accepted(supervision: Supervision, acceptedAt: string): void {
    if (this.taken.has(supervision.id)) return;
    this.taken.add(supervision.id);
    this.print(step('accepted', `${since(supervision, acceptedAt)}, the platform took the request`));
  }

  private happened(type: string, supervision: Supervision): void {
    const { mode, activeAt, endedAt, endedBy = 'unknown', evidence = 'no evidence' } = supervision;
    switch (type) {
      case 'supervision.ringing':
        this.print(step('ringing', evidence));
        break;
      case 'supervision.active':
        this.print(step('confirmed', `${since(supervision, activeAt)}, ${evidence}`));
        this.show('during', mode);
        break;
      case 'supervision.ended':
        this.print(step('ended', `${since(supervision, endedAt)}, by ${endedBy}: ${evidence}`));
        this.show('after', undefined);
        break;
    }
  }

  /** What happens on a call takes a longer way through the flow than the events: the picture may have to wait for it. */
  private show(name: string, mode: string | undefined): void {
    this.due = { name, mode };
    if (this.call) this.draw(this.call);
  }

  private draw(call: Happening): void {
    this.call = call;
    const { due } = this;
    if (!due || due.mode !== modeOn(call)) return;
    this.due = undefined;
    for (const line of picture(due.name, call)) this.print(line);
  }
}
