ALTER TABLE `channels` ADD `routing_roles` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `reported_state` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `reported_assignee` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `reported_waiting` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `reported_owner` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `late_for` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `closing_for` integer;--> statement-breakpoint
CREATE INDEX `conversations_late` ON `conversations` (`waiting_since`) WHERE "conversations"."state" = 'open' and "conversations"."waiting_since" is not null and "conversations"."late_for" is not "conversations"."waiting_since";--> statement-breakpoint
CREATE INDEX `conversations_closing` ON `conversations` (`last_inbound_at`) WHERE "conversations"."waiting_since" is not null and "conversations"."closing_for" is not "conversations"."last_inbound_at";