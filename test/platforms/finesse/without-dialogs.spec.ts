/** A Finesse of which the supervisor's dialogs cannot be asked for: then they are what the events tell. */
import http from 'node:http';
import should from 'should';
import { Rig } from '../contract/rig';
import { serveHttp } from '../../support/servers';
import { finesseWorlds } from './on-finesse';

const agent = '16001';

describe('Finesse without the list of dialogs', () => {
  const worlds = finesseWorlds();

  for (const status of [404, 405, 501]) {
    it(`joins and leaves a conference all the same, and again (HTTP ${String(status)})`, async () => {
      const world = await worlds.open();
      const front = await serveHttp((request, response, body) => {
        if (request.method === 'GET' && request.url?.endsWith('/User/16105/Dialogs')) {
          response.writeHead(status).end();
          return;
        }
        const { method, headers } = request;
        const onward = http.request(`${world.rest.url}${request.url ?? ''}`, { method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        });
        onward.end(body);
      });
      const rig = new Rig(world);
      try {
        const [user] = world.supervisors;
        const shift = rig.shift(user, undefined, world.driver(user, undefined, { url: front.url }));
        should(await shift.connect()).be.undefined();
        world.startCall(agent);
        // The second time the call has an id that was over for him before.
        for (let time = 1; time <= 2; time++) {
          await shift.active('barge', agent);
          const { error, supervisions } = await shift.cancel('all');
          should(error).be.undefined();
          should(supervisions).match([{ phase: 'ended', endedBy: 'cancel' }]);
          await rig.nothingHeld();
        }
      } finally {
        await rig.close();
        await front.close();
      }
    });
  }
});
