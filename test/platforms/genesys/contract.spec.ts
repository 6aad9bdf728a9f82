import { driverContract } from '../contract/driver-contract';
import { GenesysWorld } from './world';

driverContract('Genesys', () => GenesysWorld.open());
