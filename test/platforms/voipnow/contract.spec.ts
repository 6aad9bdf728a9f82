import { driverContract } from '../contract/driver-contract';
import { VoipNowWorld } from './world';

driverContract('VoipNow', () => VoipNowWorld.open());
