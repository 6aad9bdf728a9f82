import { needs, titled, xmppServers, type XmppServer, type XmppServerName } from '../../support/xmpp-servers';
import { driverContract } from '../contract/driver-contract';
import { FinesseWorld, password } from './world';

driverContract('Finesse', () => FinesseWorld.open());

/** The same with the notifications through servers that were not written for this. */
for (const name of Object.keys(xmppServers) as XmppServerName[]) {
  describe(titled(`Finesse on ${name}`, name), () => {
    let server: XmppServer | undefined;
    before(async function () {
      needs(this, name);
      this.timeout(120_000);
      server = await xmppServers[name]();
      for (const user of ['16105', '16106']) await server.addUser(user, password);
    });
    after(async () => {
      await server?.stop();
    });
    driverContract(`Finesse on ${name}`, () => FinesseWorld.open({ server }));
  });
}
