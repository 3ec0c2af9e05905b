// SPDX-License-Identifier: Apache-2.0
/** HTTP exchanges handed to workers. */
@NullMarked
package dev.heddle.gateway.exchange;

import org.jspecify.annotations.NullMarked;
