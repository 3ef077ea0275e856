export { presentEventOfLog } from './event.ts';
export {
  omitUndefined,
  presentAsAccepted,
  presentAsAcceptedAgain,
  presentEvent,
  presentInbound,
  presentMessage,
  presentNew,
  showNumber,
  type View,
} from './message.ts';
