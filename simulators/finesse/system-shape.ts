import { isOutOfService, type Side } from './sides';
import { isUccx, root, stamp, type World } from './world';
import { node, type Element } from './xml';

/** Which ports a server of 12.6(2) names, so that clients find their way through a proxy. */
function hostShape(world: World, name: string, side: Side | undefined): Element | undefined {
  if (side === undefined) return undefined;
  const { rest, xmpp } = side.ports;
  const ports =
    world.faults.value('finesse-version') === '12.6'
      ? [
          node('httpsPort', String(rest)),
          node('xmppPort', side.secure ? '' : String(xmpp)),
          node('xmppSecurePort', side.secure ? String(xmpp) : ''),
        ]
      : [];
  return node(name, node('host', side.domain), ...ports);
}

/** The state of one server, and what clients need to know before they sign in. */
export function systemInfoShape(world: World, sides: readonly Side[], side: Side, name = 'SystemInfo'): Element {
  const out = isOutOfService(world.faults, side);
  const now = stamp(world.centre.clock.now());
  const newer = world.faults.value('finesse-version') === '12.6';
  const [primary, secondary] = sides;
  return node(
    name,
    node('currentTimestamp', now),
    node('ctiHeartbeatInterval', '5'),
    node('ctiVersion', '22'),
    newer ? node('ctiMMode', 'false') : undefined,
    newer ? node('finesseMMode', 'false') : undefined,
    node('deploymentType', isUccx(world) ? 'UCCX' : 'UCCE'),
    node('lastCTIHeartbeatStatus', out ? 'failure' : 'success'),
    out ? undefined : node('lastSuccessCTIHeartbeatTime', now),
    node('license', isUccx(world) ? 'PREMIUM' : ''),
    node('peripheralId', '5000'),
    hostShape(world, 'primaryNode', primary),
    hostShape(world, 'secondaryNode', secondary),
    node('status', out ? 'OUT_OF_SERVICE' : 'IN_SERVICE'),
    node('statusReason', out ? 'CTI_SERVER_UNREACHABLE' : ''),
    node('systemAuthMode', 'NON_SSO'),
    node('timezoneOffset', '0'),
    node('uri', `${root}/SystemInfo`),
    node('xmppDomain', side.domain),
    node('xmppPubSubDomain', side.pubsubDomain),
  );
}
