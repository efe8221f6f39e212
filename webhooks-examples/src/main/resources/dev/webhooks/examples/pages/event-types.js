// What DMtoLead tells its customers about.

export const EVENT_TYPES = [
  "conversation.created",
  "message.received",
  "message.sent",
  "automation.triggered",
  "conversation.closed",
];
