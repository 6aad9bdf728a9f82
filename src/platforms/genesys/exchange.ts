export { exchange, realChance, type Chance, type Exchange } from '../../net/exchange';
