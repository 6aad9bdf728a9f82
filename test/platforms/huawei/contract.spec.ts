import { driverContract } from '../contract/driver-contract';
import { HuaweiWorld } from './world';

driverContract('Huawei', () => HuaweiWorld.open());
