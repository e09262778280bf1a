import base from './base.css';
import content from './content.css';
import controls from './controls.css';
import conversations from './conversations.css';
import flows from './flows.css';
import home from './home.css';
import shell from './shell.css';
import stackedTable from './stacked-table.css';
import surfaces from './surfaces.css';
import tokens from './tokens.css';

/** The style of every page. */
export const pageStyle = [tokens, base, controls, surfaces, content, flows, home, shell, stackedTable].join('');

/** What the page of conversations adds. */
export const conversationsStyle = conversations;
