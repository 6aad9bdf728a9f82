import { driverContract } from '../contract/driver-contract';
import { FinesseWorld } from './world';

driverContract('Finesse', () => FinesseWorld.open());
