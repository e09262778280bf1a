CREATE TABLE `conversation_words` (
	`account_id` text NOT NULL,
	`word` text NOT NULL,
	`conversation_id` text NOT NULL,
	`seen_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `word`, `conversation_id`)
);
--> statement-breakpoint
CREATE INDEX `conversation_words_conversation` ON `conversation_words` (`conversation_id`,`word`);--> statement-breakpoint
ALTER TABLE `conversations` ADD `thread_order` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `thread_idle_at` integer;--> statement-breakpoint
CREATE INDEX `conversations_idle` ON `conversations` (`thread_idle_at`) WHERE "conversations"."thread_idle_at" is not null;--> statement-breakpoint
CREATE INDEX `messages_changed` ON `messages` (`channel_id`,case "kind" when 'edit' then "content" ->> '$.edited' when 'revoke' then "content" ->> '$.revoked'
    else case when "content" ->> '$.reacted_to' is null then "content" ->> '$.to' else "content" ->> '$.reacted_to' end end) WHERE "messages"."kind" in ('reaction', 'edit', 'revoke');
--> statement-breakpoint
INSERT INTO `conversation_words` (`account_id`, `word`, `conversation_id`, `seen_at`) SELECT `account_id`, substr(`user_key`, 2), `conversation_id`, `last_at` FROM `conversations` WHERE `conversation_id` IS NOT NULL AND `user_key` GLOB '+[0-9]*' AND `user_key` NOT GLOB '+*[^0-9]*';
