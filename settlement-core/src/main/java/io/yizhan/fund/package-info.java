/** Money of funds: how those who give it share it, and when it runs out. */
package io.yizhan.fund;
