// SPDX-License-Identifier: Apache-2.0
/** The heddle command. */
module dev.heddle.app {
    requires info.picocli;
    requires static org.jspecify;
}
